/**
 * Scales a quantisation table to a quality as libjpeg does: 50 is the table itself, 100 is all ones.
 *
 * @param quality 1..100
 * @returns divisors 1..255, row by row
 */
export function scaleQuantTable(table: Uint8Array, quality: number): Uint8Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return table.map((divisor) => Math.max(1, Math.min(255, Math.floor((divisor * percent + 50) / 100))));
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
