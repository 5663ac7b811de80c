import { LENGTH_MASK } from "../../jpeg/look-up";
import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { BLOCK_FIELDS } from "./block";
import { NO_SUCH_CODE } from "./results";
import { symbolReader } from "./symbols";

/**
 * DC scans of progressive frames, of the MCUs `mcu`..`to` of a row. Of a record of {@link BLOCK_FIELDS} `at` is here
 * the coefficient in the first MCU of the first row, `stride` and `step` are bytes from one row and one MCU to the
 * next.
 */
export function dcLoops(memory: LoopMemory) {
  const symbols = symbolReader(memory);
  /**
   * First scan (T.81, G.1.2.1).
   *
   * @param limit position beyond which the window may not hold a whole MCU
   * @param progress where the position is written when it returns
   * @param low bit position that the scan reaches
   * @returns the MCU that it stopped before, or NO_SUCH_CODE
   */
  function decodeDc(
    blocks: number,
    blockCount: number,
    row: number,
    mcu: number,
    to: number,
    window: number,
    position: number,
    limit: number,
    progress: number,
    low: number,
  ): number {
    const table = readRecords(memory, BLOCK_FIELDS, blocks, blockCount);
    for (; mcu < to && position <= limit; mcu++) {
      for (const { dcLookUp, dcCodes, predictor, at, stride, step } of table) {
        const difference = symbols.dc(dcLookUp, dcCodes, window, position);
        if (difference === 0) return NO_SUCH_CODE;
        position += difference & LENGTH_MASK;
        const dc = memory.i32(predictor) + (difference >> 8);
        memory.setI32(predictor, dc);
        memory.setI16(at + row * stride + mcu * step, dc << low);
      }
    }
    memory.setI32(progress, position);
    return mcu;
  }

  /** A scan that brings one more bit (T.81, G.1.2.1.1); parameters and result as of `decodeDc`. */
  function refineDc(
    blocks: number,
    blockCount: number,
    row: number,
    mcu: number,
    to: number,
    window: number,
    position: number,
    limit: number,
    progress: number,
    low: number,
  ): number {
    const table = readRecords(memory, BLOCK_FIELDS, blocks, blockCount);
    for (; mcu < to && position <= limit; mcu++) {
      for (const { at, stride, step } of table) {
        const place = at + row * stride + mcu * step;
        memory.setI16(place, memory.i16(place) | (symbols.bit(window, position++) << low));
      }
    }
    memory.setI32(progress, position);
    return mcu;
  }

  return { decodeDc, refineDc };
}
