import { saturateInt16 } from "../integers";
import type { LoopMemory } from "../memory";

/** Half of a result's last place, before 8 or 14 bits are dropped. */
const HALF_ACROSS = 1 << 7;
const HALF_DOWN = 1 << 13;

/**
 * Inner loops of the resize. Samples between the loops are 16-bit integers with 6 fractional bits; weights are 16-bit
 * integers with 14. Strides and widths are in bytes; `starts` holds, 32 bits each, the first position of each run of
 * `taps` weights. Runs are padded with weights of 0, for which a few samples beyond a row or a plane may be read.
 */
export function convolveLoops(memory: LoopMemory) {
  /** Sum of `taps` products, 32 bits; `channel` is an address, `step` bytes lie between two samples. */
  function weighBytes(sum: number, channel: number, step: number, weights: number, taps: number): number {
    for (let t = 0; t < taps; t++) {
      sum = (sum + Math.imul(memory.u8(channel + t * step), memory.i16(weights + t * 2))) | 0;
    }
    return sum;
  }

  /** As {@link weighBytes}, of samples. */
  function weighSamples(sum: number, channel: number, step: number, weights: number, taps: number): number {
    for (let t = 0; t < taps; t++) {
      sum = (sum + Math.imul(memory.i16(channel + t * step), memory.i16(weights + t * 2))) | 0;
    }
    return sum;
  }

  return {
    /**
     * Rows of bytes to rows of `count` samples.
     *
     * @param rows rounded up to a multiple of 4: so many rows must be free in `out`
     * @param taps a multiple of 8
     */
    acrossBytes(
      src: number,
      stride: number,
      rows: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ): void {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < count; x++) {
          const from = src + y * stride + memory.i32(starts + x * 4);
          const sum = weighBytes(HALF_ACROSS, from, 1, weights + x * taps * 2, taps);
          memory.setI16(out + y * outStride + x * 2, saturateInt16(sum >> 8));
        }
      }
    },

    /**
     * Rows of 4-channel samples to rows of `count` times 4.
     *
     * @param taps a multiple of 2
     */
    acrossPixels(
      src: number,
      stride: number,
      rows: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ): void {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < count; x++) {
          const from = src + y * stride + memory.i32(starts + x * 4) * 8;
          for (let channel = 0; channel < 8; channel += 2) {
            const sum = weighSamples(HALF_DOWN, from + channel, 8, weights + x * taps * 2, taps);
            memory.setI16(out + y * outStride + x * 8 + channel, saturateInt16(sum >> 14));
          }
        }
      }
    },

    /**
     * Rows of opaque RGBA bytes to rows of `count` times 4 samples.
     *
     * @param taps a multiple of 4
     */
    acrossOpaque(
      src: number,
      stride: number,
      rows: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ): void {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < count; x++) {
          const from = src + y * stride + memory.i32(starts + x * 4) * 4;
          for (let channel = 0; channel < 4; channel++) {
            const sum = weighBytes(HALF_ACROSS, from + channel, 4, weights + x * taps * 2, taps);
            memory.setI16(out + y * outStride + x * 8 + channel * 2, saturateInt16(sum >> 8));
          }
        }
      }
    },

    /**
     * Rows of samples to `count` rows.
     *
     * @param width bytes of a row to work on, rounded up to a multiple of 16
     * @param taps a multiple of 2
     */
    down(
      src: number,
      stride: number,
      width: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ): void {
      for (let y = 0; y < count; y++) {
        const from = src + memory.i32(starts + y * 4) * stride;
        for (let x = 0; x < width; x += 2) {
          const sum = weighSamples(HALF_DOWN, from + x, stride, weights + y * taps * 2, taps);
          memory.setI16(out + y * outStride + x, saturateInt16(sum >> 14));
        }
      }
    },
  };
}
