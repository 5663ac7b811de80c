/**
 * A table of divisors at quality 50, row by row: `base + growth x e^(rate x r)`, with r the distance of a coefficient
 * from DC, in rows and columns.
 */
const divisors = (dc: number, base: number, growth: number, rate: number): number[] =>
  Array.from({ length: 64 }, (_, at) => {
    const distance = Math.hypot(at & 7, at >> 3);
    return distance === 0 ? dc : base + growth * Math.exp(rate * distance);
  });

// Chosen for the fewest bytes at equal SSIMULACRA2 of photographs, 300 and 1000 pixels wide.
const LUMA = divisors(10, 15, 2, 0.45);
const CHROMA = divisors(8, 12, 2, 0.45);

/**
 * Divisors of a quality, scaled as libjpeg scales its own: 50 is the table itself, 100 is all ones.
 *
 * @param quality 1..100
 * @returns divisors 1..255, row by row
 */
export function divisorsOf(quality: number): { readonly luma: Uint8Array; readonly chroma: Uint8Array } {
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const scaled = (table: readonly number[]): Uint8Array =>
    Uint8Array.from(table, (divisor) => Math.max(1, Math.min(255, Math.round(divisor * scale))));
  return { luma: scaled(LUMA), chroma: scaled(CHROMA) };
}

const scaleOf = (k: number): number => (k === 0 ? 1 : Math.SQRT2 * Math.cos((k * Math.PI) / 16));

/** Ratio of the DCT of loops/jpeg-encode to that of ITU-T T.81, A.3.3, in a row and column. */
const dctScale = (row: number, column: number): number => 8 * scaleOf(row) * scaleOf(column);

/** Factors that quantise a transformed block, column by column. */
export const quantFactors = (divisors: Uint8Array): Float32Array =>
  Float32Array.from(divisors, (_, at) => {
    const [column, row] = [at >> 3, at & 7];
    return 1 / ((divisors[row * 8 + column] as number) * dctScale(row, column));
  });
