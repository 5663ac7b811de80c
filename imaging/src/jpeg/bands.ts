import { ZIGZAG } from "./zigzag";

/** Whether the coefficient at this zigzag index is among the `scale` x `scale` lowest frequencies. */
const isKept = (k: number, scale: number): boolean => {
  const at = ZIGZAG[k] as number;
  return (at & 7) < scale && at >> 3 < scale;
};

/** First zigzag index that is not among the `scale` x `scale` lowest frequencies, and none after it either. */
export function bandEnd(scale: number): number {
  let end = 64;
  while (!isKept(end - 1, scale)) end--;
  return end;
}

/** Place of each zigzag index among `scale` x `scale` coefficients, row by row; `otherwise` for those left out. */
export const placesFor = (scale: number, otherwise: number): Int8Array =>
  Int8Array.from(ZIGZAG, (at, k) => (isKept(k, scale) ? (at >> 3) * scale + (at & 7) : otherwise));
