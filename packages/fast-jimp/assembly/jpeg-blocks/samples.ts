// @inline
export function toSample(value: i32): u8 {
  return <u8>max(0, min(255, value + 128));
}

/**
 * One value for all of a block; with plain stores, because the instruction that fills memory calls out of the module.
 */
// @inline
export function fillSamples(out: usize, stride: i32, scale: i32, sample: u8): void {
  const all = <u64>sample * 0x0101010101010101;
  for (let y = 0; y < scale; y++) {
    if (scale === 2) store<u16>(out, <u16>all);
    else if (scale === 4) store<u32>(out, <u32>all);
    else store<u64>(out, all);
    out += stride;
  }
}
