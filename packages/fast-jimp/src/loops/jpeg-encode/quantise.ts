import { roundToEven, saturateInt16 } from "../integers";
import type { LoopMemory } from "../memory";
import { readRecords } from "../record";
import { ENCODED_BLOCK_FIELDS, type EncodedBlock } from "./block";
import { transform } from "./forward-dct";
import { lowerCost } from "./trellis";

export function quantiseLoops(memory: LoopMemory) {
  const block = new Float32Array(64);
  const columns = new Float32Array(64);
  /** In zigzag order: what the transform gives in quantisation steps, and the nearest integers. */
  const exact = new Float32Array(64);
  const values = new Int16Array(64);

  function quantise({ stride, factors }: EncodedBlock, samples: number, order: number): void {
    for (let at = 0; at < 64; at++) block[at] = memory.f32(samples + (at >> 3) * stride + (at & 7) * 4);
    transform(block, columns);
    for (let k = 0; k < 64; k++) {
      const at = memory.u8(order + k);
      exact[k] = (block[at] as number) * memory.f32(factors + at * 4);
      values[k] = saturateInt16(roundToEven(exact[k] as number));
    }
  }

  return {
    /**
     * Quantises the MCUs of a strip.
     *
     * @param blocks records of {@link ENCODED_BLOCK_FIELDS}
     * @param order for each zigzag index its place, column by column; then for each place its zigzag index
     * @param weight bits that a squared error of one quantisation step is worth, a 32-bit floating-point number
     */
    quantiseStrip(blocks: number, blockCount: number, mcus: number, order: number, weight: number): void {
      const table = readRecords(memory, ENCODED_BLOCK_FIELDS, blocks, blockCount);
      const rateOf = (rates: number) => (symbol: number) => memory.f32(rates + symbol * 4);
      for (let mcu = 0; mcu < mcus; mcu++) {
        for (const place of table) {
          if (mcu < place.visible) {
            quantise(place, place.samples + mcu * place.step, order);
            if (place.rates !== 0) lowerCost(values, exact, rateOf(place.rates), weight);
            memory.setI32(place.predictor, values[0] as number);
          } else {
            // A block that only fills the MCU costs least as a copy of the one before.
            values.fill(0);
            values[0] = memory.i32(place.predictor);
          }
          const to = place.coefficients + mcu * place.coefficientStep;
          const present = [0, 0];
          values.forEach((value, k) => {
            memory.setI16(to + k * 2, value);
            if (value !== 0) present[k >> 5] = (present[k >> 5] as number) | (1 << (k & 31));
          });
          present.forEach((bits, i) => memory.setI32(to + 128 + i * 4, bits));
        }
      }
    },
  };
}
