import { ZIGZAG } from "./zigzag";

/** Whether the coefficient at a zigzag index is one of the `scale` x `scale` lowest frequencies. */
export const isKept = (k: number, scale: number): boolean => {
  const at = ZIGZAG[k] as number;
  return (at & 7) < scale && at >> 3 < scale;
};

/** Zigzag index after the last one of the `scale` x `scale` lowest frequencies. */
export function bandEnd(scale: number): number {
  let end = 64;
  while (!isKept(end - 1, scale)) end--;
  return end;
}

/**
 * Position of each zigzag index among `scale` x `scale` coefficients, row by row; `otherwise` for higher frequencies.
 */
export const positionsFor = (scale: number, otherwise: number): Int8Array =>
  Int8Array.from(ZIGZAG, (at, k) => (isKept(k, scale) ? (at >> 3) * scale + (at & 7) : otherwise));

/** A bit for each zigzag index that {@link isKept}: of the lower 32, and of the higher 32. */
export function bandBits(scale: number): readonly [low: number, high: number] {
  const words: [number, number] = [0, 0];
  for (let k = 0; k < 64; k++) if (isKept(k, scale)) words[k >> 5 === 0 ? 0 : 1] |= 1 << (k & 31);
  return words;
}
