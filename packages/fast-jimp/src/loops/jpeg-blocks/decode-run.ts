import { advanceOf, END_OF_BLOCK, LENGTH_MASK } from "../../jpeg/look-up";
import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { type Block, BLOCK_FIELDS } from "./block";
import { transform } from "./idct";
import { NO_SUCH_CODE, TOO_MANY_COEFFICIENTS } from "./results";
import { fillSamples, flatSample } from "./samples";
import { symbolReader } from "./symbols";

export function runLoops(memory: LoopMemory) {
  const symbols = symbolReader(memory);
  /** Coefficients of a block; one more for those that its scale leaves out. */
  const coefficients = new Int16Array(65);

  /** Passes over the coefficients from the zigzag index `k` on. @returns the position after the block, or a failure */
  function skipRest({ acLookUp, acCodes, acSkip }: Block, k: number, window: number, position: number): number {
    while (k < 64) {
      const skip = symbols.acSkip(acSkip, window, position);
      const next = k + advanceOf(skip);
      if (next <= 64 || (next >= END_OF_BLOCK && next < END_OF_BLOCK + 64)) {
        k = next;
        position += skip & LENGTH_MASK;
        continue;
      }
      // The entry runs beyond this block, or has none of it: one symbol alone.
      const entry = symbols.ac(acLookUp, acCodes, window, position);
      if (entry === 0) return NO_SUCH_CODE;
      k += advanceOf(entry);
      position += entry & LENGTH_MASK;
      if (k > 64 && k < END_OF_BLOCK) return TOO_MANY_COEFFICIENTS;
    }
    return position;
  }

  /** Decodes a block to samples. @returns the position after it, or a failure */
  function decodeBlock(block: Block, mcu: number, window: number, position: number): number {
    const { acLookUp, acCodes, quant, predictor, scale, bandEnd, places, stride } = block;
    const difference = symbols.dc(block.dcLookUp, block.dcCodes, window, position);
    if (difference === 0) return NO_SUCH_CODE;
    position += difference & LENGTH_MASK;
    const dc = (memory.i32(predictor) + (difference >> 8)) | 0;
    memory.setI32(predictor, dc);
    coefficients.fill(0);
    let flat = true;
    let k = 1;
    while (k < bandEnd) {
      const entry = symbols.ac(acLookUp, acCodes, window, position);
      if (entry === 0) return NO_SUCH_CODE;
      position += entry & LENGTH_MASK;
      k += advanceOf(entry);
      if (k >= END_OF_BLOCK) break;
      if (k > 64) return TOO_MANY_COEFFICIENTS;
      const value = entry >> 16;
      if (value !== 0) flat = false;
      coefficients[memory.u8(places + k - 1)] = Math.imul(value, memory.i32(quant + (k - 1) * 4));
    }
    position = skipRest(block, k, window, position);
    if (position < 0) return position;
    const out = block.at + mcu * block.step;
    const dequantised = Math.imul(dc, memory.i32(quant));
    coefficients[0] = dequantised;
    if (flat || scale === 1) fillSamples(memory, out, stride, scale, flatSample(dequantised));
    else transform(memory, coefficients, scale, out, stride);
    return position;
  }

  return {
    /**
     * Decodes the MCUs `mcu`..`to` of a row (T.81, F.2).
     *
     * @param blocks records of {@link BLOCK_FIELDS}
     * @param limit position beyond which the window may not hold a whole MCU
     * @param progress where the position is written when it returns
     * @returns the MCU that it stopped before, or NO_SUCH_CODE or TOO_MANY_COEFFICIENTS
     */
    decodeRun(
      blocks: number,
      blockCount: number,
      mcu: number,
      to: number,
      window: number,
      position: number,
      limit: number,
      progress: number,
    ): number {
      const table = readRecords(memory, BLOCK_FIELDS, blocks, blockCount);
      for (; mcu < to && position <= limit; mcu++) {
        for (const block of table) {
          position = decodeBlock(block, mcu, window, position);
          if (position < 0) return position;
        }
      }
      memory.setI32(progress, position);
      return mcu;
    },
  };
}
