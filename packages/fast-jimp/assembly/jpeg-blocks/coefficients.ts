/** Coefficients of a block, 16 bits each; one vector more for those that its scale leaves out. */
export const COEFFICIENTS = memory.data(72 * 2, 16);

/** Makes the coefficients of a block 0 again. */
// @inline
export function clearCoefficients(scale: i32): void {
  const end = COEFFICIENTS + ((<usize>(scale * scale)) << 1);
  for (let at = COEFFICIENTS; at <= end; at += 16) v128.store(at, i32x4.splat(0));
}
