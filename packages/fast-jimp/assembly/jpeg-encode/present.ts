/** Bytes of a block: 64 coefficients in zigzag order, 16 bits each, and for each a bit, whether it is not zero. */
export const BLOCK_BYTES: usize = 136;

const PRESENT: usize = 128;

/** For each of 64 coefficients a bit: whether it is not zero. */
// @inline
export function presentOf(block: usize): u64 {
  return load<u64>(block, PRESENT);
}

// @inline
export function setPresent(block: usize, present: u64): void {
  store<u64>(block, present, PRESENT);
}
