import { convolution, type Convolver } from "./convolver";
import { type Filter, type Kernel, LANCZOS3, makeKernel, NO_PREFILTER, type Prefilter } from "./kernel";
import type { CropRect } from "../pixels";
import { placeKernel, resizeSeparably, ROWS_AT_ONCE } from "./separable";

/** One component of an image. */
export interface Plane {
  readonly data: Uint8ClampedArray;
  /** Samples from one row to the next. */
  readonly stride: number;
  /** Part of the plane that is covered by the image, in samples; may be fractional. */
  readonly validWidth: number;
  readonly validHeight: number;
  /** Applied before the resize. Default none. */
  readonly prefilter?: { readonly across: Prefilter; readonly down: Prefilter };
}

/** Fractional bits of {@link resizePlanes}' samples. */
export const SAMPLE_BITS = 6;

/** Taps per vector operation of the horizontal and the vertical loop. */
const GROUP_ACROSS = 8;
const GROUP_DOWN = 2;

/**
 * Resizes part of each plane. Planes of one size share their kernels.
 *
 * @param crop part of the image, in fractions of it
 * @returns for each plane width x height samples with 6 fractional bits, not clamped
 */
export function resizePlanes(
  planes: readonly Plane[],
  crop: CropRect,
  width: number,
  height: number,
  filter: Filter = LANCZOS3,
): Int16Array[] {
  const kernels = new Map<string, Kernel>();
  const kernelFor = (valid: number, from: number, span: number, count: number, prefilter: Prefilter, group: number) => {
    const key = JSON.stringify([valid, from, span, count, prefilter, group]);
    const part = { length: Math.ceil(valid), from: from * valid, span: span * valid, count };
    const kernel = kernels.get(key) ?? makeKernel(part, filter, prefilter, group);
    kernels.set(key, kernel);
    return kernel;
  };
  return planes.map((plane) => {
    const { validWidth, validHeight, prefilter = { across: NO_PREFILTER, down: NO_PREFILTER } } = plane;
    const across = kernelFor(validWidth, crop.left, crop.width, width, prefilter.across, GROUP_ACROSS);
    const down = kernelFor(validHeight, crop.top, crop.height, height, prefilter.down, GROUP_DOWN);
    return convolution.use((convolver) => resizePlane(convolver, plane, across, down, width, height));
  });
}

function resizePlane(
  convolver: Convolver,
  { data, stride, validHeight }: Plane,
  across: Kernel,
  down: Kernel,
  width: number,
  height: number,
): Int16Array {
  const { starts, weights, taps } = placeKernel(convolver, across);
  const rowBytes = Math.ceil(width / 8) * 16;
  const source = convolver.allocate(ROWS_AT_ONCE * stride);
  const out = new Int16Array(width * height);
  resizeSeparably(convolver, {
    down,
    rows: Math.ceil(validHeight),
    height,
    rowBytes,
    resizeAcross(row, count, to) {
      const part = data.subarray(row * stride, (row + count) * stride);
      convolver.bytes(source, part.length).set(part);
      convolver.loops.acrossBytes(source, stride, count, starts, weights, taps, width, to, rowBytes);
    },
    emit(y, count, address) {
      for (let i = 0; i < count; i++)
        out.set(new Int16Array(convolver.buffer, address + i * rowBytes, width), (y + i) * width);
    },
  });
  return out;
}
