// DC scans of progressive frames (T.81, G.1.2.1).
import { Block } from "./block";
import { INDEX_SHIFT, LENGTH_MASK } from "./entries";
import { peek, SPENT } from "./entropy";
import { NO_SUCH_CODE } from "./results";
import { longDc } from "./symbols";

/**
 * First scan of DC coefficients (T.81, G.1.2.1), of the MCUs `mcu`..`to` of a row. Of a {@link Block} `at` is here the
 * coefficient in the first MCU of the first row, `stride` and `step` are bytes from one row and one MCU to the next.
 *
 * @param low bit position that the scan reaches
 * @param progress where the position is written when it returns
 * @returns the MCU that it stopped before, or NO_SUCH_CODE
 */
export function decodeDc(
  blocks: usize,
  blockCount: i32,
  row: i32,
  mcu: i32,
  to: i32,
  window: usize,
  position: i32,
  limit: i32,
  progress: usize,
  low: i32,
): i32 {
  assert(blockCount >= 1 && blockCount <= 10);
  assert(position >= 0);
  assert(low >= 0 && low <= 13);
  const blocksEnd = blocks + <usize>blockCount * offsetof<Block>();
  let bits = peek(window, position);
  let taken = 0;
  for (; mcu < to; mcu++) {
    if (position + taken > limit) break;
    for (let at = blocks; at < blocksEnd; at += offsetof<Block>()) {
      const block = changetype<Block>(at);
      if (taken > SPENT) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
      }
      let entry = load<i32>(block.dcLookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
      if (entry === 0) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
        entry = longDc(block.dcCodes, bits);
        if (entry === 0) return NO_SUCH_CODE;
      }
      bits <<= entry;
      taken += entry & LENGTH_MASK;
      const dc = load<i32>(block.predictor) + (entry >> 8);
      store<i32>(block.predictor, dc);
      store<i16>(block.at + row * block.stride + mcu * block.step, dc << low);
    }
  }
  store<i32>(progress, position + taken);
  return mcu;
}

/**
 * A scan that brings one more bit of DC coefficients (T.81, G.1.2.1.1); parameters and result as of {@link decodeDc}.
 */
export function refineDc(
  blocks: usize,
  blockCount: i32,
  row: i32,
  mcu: i32,
  to: i32,
  window: usize,
  position: i32,
  limit: i32,
  progress: usize,
  low: i32,
): i32 {
  assert(blockCount >= 1 && blockCount <= 10);
  assert(position >= 0);
  assert(low >= 0 && low <= 13);
  const blocksEnd = blocks + <usize>blockCount * offsetof<Block>();
  for (; mcu < to; mcu++) {
    if (position > limit) break;
    for (let at = blocks; at < blocksEnd; at += offsetof<Block>()) {
      const block = changetype<Block>(at);
      const bit = ((<i32>load<u8>(window + (position >>> 3))) >> (7 - (position & 7))) & 1;
      const place = block.at + row * block.stride + mcu * block.step;
      store<i16>(place, (<i32>load<i16>(place)) | (bit << low));
      position++;
    }
  }
  store<i32>(progress, position);
  return mcu;
}
