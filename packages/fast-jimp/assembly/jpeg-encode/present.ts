/** For each of 64 coefficients a bit: whether it is not zero. */
// @inline
export function presentOf(coefficients: usize): u64 {
  let present: u64 = 0;
  const zero = i16x8.splat(0);
  for (let k: usize = 0; k < 64; k += 8) {
    const eight = i16x8.bitmask(i16x8.ne(v128.load(coefficients + (k << 1)), zero));
    present |= (<u64>(<u32>eight)) << k;
  }
  return present;
}
