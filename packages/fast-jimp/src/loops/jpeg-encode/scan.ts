import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { BitWriter } from "./bits";
import { ENCODED_BLOCK_FIELDS, ENCODED_BYTES } from "./block";

const END = 0x00;
const SIXTEEN_ZEROS = 0xf0;
/** Most blocks that one symbol can end (T.81, G.1.2.2). */
const MAX_RUN = 0x7fff;

const bitLength = (value: number): number => 32 - Math.clz32(Math.abs(value));

/**
 * A scan's symbols, counted or written. A table has 32 bits for each of 256 symbols: how often it occurs, or its code
 * << 5 | length. Bits that do not make four bytes are kept for the next call.
 */
export function scanLoops(memory: LoopMemory) {
  const writer = new BitWriter(memory);
  let counting = false;
  /** Blocks before this one whose rest is zero, which no symbol ended yet. */
  let run = 0;

  function emit(table: number, symbol: number, value: number, size: number): void {
    const entry = table + symbol * 4;
    if (counting) memory.setI32(entry, memory.i32(entry) + 1);
    else writer.put(memory.i32(entry), value, size);
  }

  /** Codes a band of a block (F.1.2.2). @returns the index of the last value that is not zero, else `first` - 1 */
  function codeCoefficients(coefficients: number, first: number, last: number, table: number): number {
    let before = first - 1;
    for (let k = first; k <= last; k++) {
      const value = memory.i16(coefficients + k * 2);
      if (value === 0) continue;
      let zeros = k - before - 1;
      for (; zeros > 15; zeros -= 16) emit(table, SIXTEEN_ZEROS, 0, 0);
      const size = bitLength(value);
      emit(table, (zeros << 4) | size, value, size);
      before = k;
    }
    return before;
  }

  function hasValues(coefficients: number, first: number, last: number): boolean {
    for (let k = first; k <= last; k++) if (memory.i16(coefficients + k * 2) !== 0) return true;
    return false;
  }

  function endRun(table: number): void {
    if (run === 0) return;
    const size = bitLength(run) - 1;
    emit(table, size << 4, run - (1 << size), size);
    run = 0;
  }

  return {
    /** Starts a scan, which is counted (1) or written (0). */
    startScan(count: number): void {
      counting = count !== 0;
      run = 0;
      writer.reset();
    },

    /**
     * Codes the MCUs of a strip: their DC values, and their AC values where the block has a table for them.
     *
     * @param blocks records of {@link ENCODED_BLOCK_FIELDS}
     * @param out where at least 512 bytes a block are free
     * @returns the end of what was written
     */
    codeMcus(blocks: number, blockCount: number, mcus: number, out: number): number {
      writer.at = out;
      const table = readRecords(memory, ENCODED_BLOCK_FIELDS, blocks, blockCount);
      for (let mcu = 0; mcu < mcus; mcu++) {
        for (const place of table) {
          const coefficients = place.coefficients + mcu * place.coefficientStep;
          const dc = memory.i16(coefficients);
          const difference = dc - memory.i32(place.predictor);
          memory.setI32(place.predictor, dc);
          const size = bitLength(difference);
          emit(place.dcTable, size, difference, size);
          if (place.acTable === 0) continue;
          if (codeCoefficients(coefficients, 1, 63, place.acTable) < 63) emit(place.acTable, END, 0, 0);
        }
      }
      return writer.at;
    },

    /**
     * Codes a band of a row of blocks of one component (T.81, G.1.2.2).
     *
     * @param out where at least 512 bytes a block are free
     * @returns the end of what was written
     */
    codeBand(coefficients: number, count: number, first: number, last: number, table: number, out: number): number {
      writer.at = out;
      for (let i = 0; i < count; i++) {
        const block = coefficients + i * ENCODED_BYTES;
        if (hasValues(block, first, last)) {
          endRun(table);
          if (codeCoefficients(block, first, last, table) === last) continue;
        }
        if (++run === MAX_RUN) endRun(table);
      }
      return writer.at;
    },

    /**
     * Ends a scan: what is left, the last byte filled with ones.
     *
     * @param table of the scan's band; not used by others
     * @returns the end of what was written
     */
    finishScan(table: number, out: number): number {
      writer.at = out;
      endRun(table);
      if (!counting) writer.finish();
      return writer.at;
    },
  };
}
