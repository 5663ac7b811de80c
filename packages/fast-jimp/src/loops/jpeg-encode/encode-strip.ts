import { roundToEven, saturateInt16 } from "../integers";
import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { BitWriter } from "./bits";
import { ENCODED_BLOCK_FIELDS, type EncodedBlock } from "./block";
import { transform } from "./forward-dct";

const END = 0x00;
const SIXTEEN_ZEROS = 0xf0;

const bitLength = (value: number): number => 32 - Math.clz32(Math.abs(value));

export function scanLoops(memory: LoopMemory) {
  const writer = new BitWriter(memory);
  const block = new Float32Array(64);
  const columns = new Float32Array(64);
  /** Quantised coefficients in zigzag order. */
  const zigzag = new Int16Array(64);

  /** Transforms and quantises a block into `zigzag`. */
  function quantise({ stride, factors }: EncodedBlock, samples: number, order: number): void {
    for (let at = 0; at < 64; at++) block[at] = memory.f32(samples + (at >> 3) * stride + (at & 7) * 4);
    transform(block, columns);
    for (let k = 0; k < 64; k++) {
      const at = memory.u8(order + k);
      // A 32-bit floating-point number.
      const quotient = Math.fround((block[at] as number) * memory.f32(factors + at * 4));
      zigzag[k] = saturateInt16(roundToEven(quotient));
    }
  }

  function putAc(codes: number): void {
    let before = 0;
    for (let k = 1; k < 64; k++) {
      const value = zigzag[k] as number;
      if (value === 0) continue;
      let run = k - before - 1;
      for (; run > 15; run -= 16) writer.put(memory.i32(codes + SIXTEEN_ZEROS * 4), 0, 0);
      const size = bitLength(value);
      writer.put(memory.i32(codes + ((run << 4) | size) * 4), value, size);
      before = k;
    }
    if (before < 63) writer.put(memory.i32(codes + END * 4), 0, 0);
  }

  return {
    /** Starts a scan. */
    startScan: (): void => writer.reset(),

    /**
     * Encodes the MCUs of a strip (T.81, F.1.2). Bits that do not make four bytes are kept for the next strip.
     *
     * @param blocks records of {@link ENCODED_BLOCK_FIELDS}
     * @param order for each zigzag index its place, column by column
     * @param out where at least 512 bytes a block are free
     * @returns the end of what was written
     */
    encodeStrip(blocks: number, blockCount: number, mcus: number, order: number, out: number): number {
      writer.at = out;
      const table = readRecords(memory, ENCODED_BLOCK_FIELDS, blocks, blockCount);
      for (let mcu = 0; mcu < mcus; mcu++) {
        for (const place of table) {
          const last = memory.i32(place.predictor);
          if (mcu < place.visible) quantise(place, place.samples + mcu * place.step, order);
          else {
            // A block that only fills the MCU costs least as a copy of the one before.
            zigzag.fill(0);
            zigzag[0] = last;
          }
          const dc = zigzag[0] as number;
          const difference = dc - last;
          memory.setI32(place.predictor, dc);
          const size = bitLength(difference);
          writer.put(memory.i32(place.dcCodes + size * 4), difference, size);
          putAc(place.acCodes);
        }
      }
      return writer.at;
    },

    /** Writes the bits that are left, the last byte filled with ones. @returns the end of what was written */
    finishScan(out: number): number {
      writer.at = out;
      writer.finish();
      return writer.at;
    },
  };
}
