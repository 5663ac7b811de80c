import { dctScale } from "./forward-dct";

/**
 * A standard quantisation table at a quality, scaled as libjpeg scales it: 50 is the table itself, 100 all ones.
 *
 * @param quality 1..100
 * @returns divisors 1..255, row by row
 */
export function scaleQuantTable(table: Uint8Array, quality: number): Uint8Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return table.map((divisor) => Math.max(1, Math.min(255, Math.floor((divisor * percent + 50) / 100))));
}

/** What a transformed block is multiplied with to be quantised. */
export const quantFactors = (divisors: Uint8Array): Float64Array =>
  Float64Array.from(divisors, (divisor, at) => 1 / (divisor * dctScale(at >> 3, at & 7)));
