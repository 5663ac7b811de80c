import { advanceOf, END_OF_BLOCK, LENGTH_MASK } from "../../jpeg/look-up";
import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { type Band, BAND_FIELDS } from "./block";
import { NO_SUCH_CODE, OUTSIDE_BAND } from "./results";
import { symbolReader } from "./symbols";

const EOB_RUN = BAND_FIELDS.indexOf("eobRun") * 4;
const POSITION = BAND_FIELDS.indexOf("position") * 4;
const FLAG_BYTES = 8;

/**
 * AC scans of progressive frames, of the blocks `block`..`to` of a row. Coefficients are kept until the last scan: of
 * each block the lowest scale x scale, 16 bits each, row by row.
 */
export function bandLoops(memory: LoopMemory) {
  const symbols = symbolReader(memory);

  /** Bit k of 64. */
  const isSet = (flags: number, k: number): boolean => ((memory.u8(flags + (k >> 3)) >> (k & 7)) & 1) !== 0;
  const set = (flags: number, k: number): void => {
    const at = flags + (k >> 3);
    memory.setU8(at, memory.u8(at) | (1 << (k & 7)));
  };

  function hasAny(flags: number, first: number, last: number): boolean {
    for (let k = first; k <= last; k++) if (isSet(flags, k)) return true;
    return false;
  }

  const read = (address: number): Band => readRecords(memory, BAND_FIELDS, address, 1)[0] as Band;
  function leave(address: number, eobRun: number, position: number): void {
    memory.setI32(address + EOB_RUN, eobRun);
    memory.setI32(address + POSITION, position);
  }

  /** Address of a coefficient; undefined where it is not kept. The record begins with the flags of those that are. */
  const placeOf = (address: number, { places }: Band, coefficients: number, k: number): number | undefined =>
    isSet(address, k) ? coefficients + memory.u8(places + k) * 2 : undefined;

  /** Moves a coefficient that is not zero away from zero where its correction bit is set. */
  function correct(place: number | undefined, low: number, window: number, position: number): void {
    if (place === undefined || symbols.bit(window, position) === 0) return;
    const value = memory.i16(place);
    const bit = 1 << low;
    if ((Math.abs(value) & bit) === 0) memory.setI16(place, value < 0 ? value - bit : value + bit);
  }

  /**
   * First scan of a band (T.81, G.1.2.2).
   *
   * @param address record of {@link BAND_FIELDS}
   * @param kept coefficients of the row's first block
   * @param nonZero for each block of the row 64 bits: set where the coefficient is not zero; 0 without refinements
   * @param limit position beyond which the window may not hold a whole block
   * @returns the block that it stopped before, or NO_SUCH_CODE or OUTSIDE_BAND
   */
  function decodeBand(
    address: number,
    kept: number,
    nonZero: number,
    block: number,
    to: number,
    window: number,
    position: number,
    limit: number,
  ): number {
    const band = read(address);
    const { lookUp, codes, first, last, low, blockBytes } = band;
    let { eobRun } = band;
    for (; block < to; block++) {
      if (eobRun > 0) {
        eobRun--;
        continue;
      }
      if (position > limit) break;
      for (let k = first; k <= last;) {
        const entry = symbols.band(lookUp, codes, window, position);
        if (entry === 0) return NO_SUCH_CODE;
        position += entry & LENGTH_MASK;
        const [advance, value] = [advanceOf(entry), entry >> 16];
        if (advance === END_OF_BLOCK) {
          eobRun = value - 1;
          break;
        }
        k += advance;
        if (value === 0) continue;
        if (k > last + 1) return OUTSIDE_BAND;
        if (nonZero !== 0) set(nonZero + block * FLAG_BYTES, k - 1);
        const place = placeOf(address, band, kept + block * blockBytes, k - 1);
        if (place !== undefined) memory.setI16(place, value << low);
      }
    }
    leave(address, eobRun, position);
    return block;
  }

  /** A scan that brings one more bit of a band (T.81, G.1.2.3); parameters and result as of `decodeBand`. */
  function refineBand(
    address: number,
    kept: number,
    nonZero: number,
    block: number,
    to: number,
    window: number,
    position: number,
    limit: number,
  ): number {
    const band = read(address);
    const { lookUp, codes, first, last, low, blockBytes } = band;
    let { eobRun } = band;
    for (; block < to; block++) {
      // A block whose band has ended and has no coefficients takes no bits.
      if (position > limit && (eobRun === 0 || hasAny(nonZero + block * FLAG_BYTES, first, last))) break;
      const flags = nonZero + block * FLAG_BYTES;
      const coefficients = kept + block * blockBytes;
      let k = first;
      while (eobRun === 0 && k <= last) {
        const entry = symbols.band(lookUp, codes, window, position);
        if (entry === 0) return NO_SUCH_CODE;
        position += entry & LENGTH_MASK;
        const [advance, value] = [advanceOf(entry), entry >> 16];
        if (advance === END_OF_BLOCK) {
          eobRun = value;
          break;
        }
        if (Math.abs(value) > 1) return OUTSIDE_BAND;
        // The run counts zeros only; what is not zero on the way gets its correction bit.
        for (let zeros = advance; k <= last; k++) {
          if (isSet(flags, k)) correct(placeOf(address, band, coefficients, k), low, window, position++);
          else if (--zeros === 0) break;
        }
        if (value !== 0) {
          if (k > last) return OUTSIDE_BAND;
          set(flags, k);
          const place = placeOf(address, band, coefficients, k);
          if (place !== undefined) memory.setI16(place, value << low);
        }
        k++;
      }
      if (eobRun > 0) {
        eobRun--;
        for (; k <= last; k++) {
          if (isSet(flags, k)) correct(placeOf(address, band, coefficients, k), low, window, position++);
        }
      }
    }
    leave(address, eobRun, position);
    return block;
  }

  return { decodeBand, refineBand };
}
