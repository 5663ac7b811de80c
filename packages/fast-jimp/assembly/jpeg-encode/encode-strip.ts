import { bitLength, continueAt, put, written } from "./bits";
import { EncodedBlock } from "./block";
import { quantise, ZIGZAG } from "./quantise";

const END: usize = 0x00;
const SIXTEEN_ZEROS: usize = 0xf0;

/**
 * Encodes the MCUs of a strip (T.81, F.1.2).
 *
 * @param order for each zigzag index its place, columns first
 * @param out where at least 512 bytes a block are free
 * @returns the end of what was written
 */
export function encodeStrip(blocks: usize, blockCount: i32, mcus: i32, order: usize, out: usize): usize {
  continueAt(out);
  const blocksEnd = blocks + <usize>blockCount * offsetof<EncodedBlock>();
  for (let mcu = 0; mcu < mcus; mcu++) {
    for (let at = blocks; at < blocksEnd; at += offsetof<EncodedBlock>()) {
      const block = changetype<EncodedBlock>(at);
      const last = load<i32>(block.predictor);
      let present: u64 = 0;
      let dc = last;
      // A block that only fills the MCU costs least as a copy of the one before.
      if (mcu < block.visible) {
        present = quantise(block, block.samples + <usize>(mcu * block.step), order);
        dc = load<i16>(ZIGZAG);
        store<i32>(block.predictor, dc);
      }
      const size = bitLength(dc - last);
      put(load<i32>(block.dcCodes + ((<usize>size) << 2)), dc - last, size);
      const codes = block.acCodes;
      let before = 0;
      for (present &= ~1; present !== 0; present &= present - 1) {
        const k = <i32>ctz(present);
        let run = k - before - 1;
        for (; run > 15; run -= 16) put(load<i32>(codes + (SIXTEEN_ZEROS << 2)), 0, 0);
        const value = <i32>load<i16>(ZIGZAG + ((<usize>k) << 1));
        const bits = bitLength(value);
        put(load<i32>(codes + ((<usize>((run << 4) | bits)) << 2)), value, bits);
        before = k;
      }
      if (before < 63) put(load<i32>(codes + (END << 2)), 0, 0);
    }
  }
  return written();
}
