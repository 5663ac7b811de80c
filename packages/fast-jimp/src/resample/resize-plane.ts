import { convolution, type Convolver } from "./convolver";
import { type Filter, type Kernel, LANCZOS3, makeKernel, NO_PREFILTER, type Prefilter } from "./kernel";
import { lanczosKernel } from "./lanczos-kernel";
import type { CropRect } from "../pixels";
import { placeKernel, ROWS_AT_ONCE, SeparableRows } from "./separable";

/** Size of a component of an image. */
export interface PlaneShape {
  /** Samples from one row to the next. */
  readonly stride: number;
  /** Part of the plane that is covered by the image, in samples; may be fractional. */
  readonly validWidth: number;
  readonly validHeight: number;
  /** Applied before the resize. Default none. */
  readonly prefilter?: { readonly across: Prefilter; readonly down: Prefilter };
}

/** One component of an image. */
export interface Plane extends PlaneShape {
  readonly data: Uint8ClampedArray;
}

/** Fractional bits of {@link resizePlanes}' samples. */
export const SAMPLE_BITS = 6;

/** Taps per vector operation of the horizontal and the vertical loop. */
const GROUP_ACROSS = 8;
const GROUP_DOWN = 2;

interface PlaneKernels {
  readonly across: Kernel;
  readonly down: Kernel;
}

export function kernelsOf(
  { validWidth, validHeight, prefilter = { across: NO_PREFILTER, down: NO_PREFILTER } }: PlaneShape,
  crop: CropRect,
  width: number,
  height: number,
  filter: Filter = LANCZOS3,
): PlaneKernels {
  const make = (valid: number, from: number, span: number, count: number, before: Prefilter, group: number): Kernel => {
    const part = { length: Math.ceil(valid), from: from * valid, span: span * valid, count };
    return filter === LANCZOS3 ? lanczosKernel(part, group, before) : makeKernel(part, filter, before, group);
  };
  return {
    across: make(validWidth, crop.left, crop.width, width, prefilter.across, GROUP_ACROSS),
    down: make(validHeight, crop.top, crop.height, height, prefilter.down, GROUP_DOWN),
  };
}

/** Bytes of a row of samples, rounded up to whole vectors. */
const rowBytesOf = (width: number): number => Math.ceil(width / 8) * 16;

/**
 * Rows of a resized plane in the convolver's memory.
 *
 * @param samplesOf rows of the plane, at most {@link ROWS_AT_ONCE}
 * @param held as of {@link SeparableRows}
 */
export function rowsOf(
  convolver: Convolver,
  { stride, validHeight }: PlaneShape,
  { across, down }: PlaneKernels,
  width: number,
  samplesOf: (row: number, count: number) => Uint8Array | Uint8ClampedArray,
  held?: number,
): SeparableRows {
  const { starts, weights, taps } = placeKernel(convolver, across);
  const rowBytes = rowBytesOf(width);
  const source = convolver.allocate(ROWS_AT_ONCE * stride);
  const resizeAcross = (row: number, count: number, to: number): void => {
    const part = samplesOf(row, count);
    convolver.bytes(source, part.length).set(part);
    convolver.loops.acrossBytes(source, stride, count, starts, weights, taps, width, to, rowBytes);
  };
  return new SeparableRows(convolver, { down, rows: Math.ceil(validHeight), rowBytes, resizeAcross }, held);
}

const rowsOfPlane = (convolver: Convolver, plane: Plane, kernels: PlaneKernels, width: number): SeparableRows => {
  const { data, stride } = plane;
  const samplesOf = (row: number, count: number) => data.subarray(row * stride, (row + count) * stride);
  return rowsOf(convolver, plane, kernels, width, samplesOf);
};

/**
 * Resizes part of each plane.
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
  return planes.map((plane) =>
    convolution.use((convolver) => {
      const rows = rowsOfPlane(convolver, plane, kernelsOf(plane, crop, width, height, filter), width);
      const out = new Int16Array(width * height);
      for (let y = 0; y < height;) {
        const count = rows.atOnce(y, height);
        const address = rows.next(y, count);
        for (const end = y + count, from = y; y < end; y++) {
          const row = address + (y - from) * rowBytesOf(width);
          out.set(new Int16Array(convolver.buffer, row, width), y * width);
        }
      }
      return out;
    }),
  );
}

/**
 * Resizes part of three planes, Y, Cb and Cr, with LANCZOS (a = 3), and converts the result (JFIF 1.02), some rows at a
 * time, so that nothing but the result is of its size.
 *
 * @param crop part of the image, in fractions of it
 * @returns opaque RGBA
 */
export function resizeYccToRgba(planes: readonly Plane[], crop: CropRect, width: number, height: number): Buffer {
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  convolution.use((convolver) => {
    const rows = planes.map((plane) =>
      rowsOfPlane(convolver, plane, kernelsOf(plane, crop, width, height), width),
    ) as unknown as YccRows;
    const write = rgbaWriter(convolver, rows, width, data);
    for (let row = 0; row < height;) {
      const count = Math.min(...rows.map((plane) => plane.atOnce(row, height)));
      write(row, count);
      row += count;
    }
  });
  return data;
}

/** Rows of luma, Cb and Cr. */
export type YccRows = readonly [SeparableRows, SeparableRows, SeparableRows];

/** Finishes rows of three planes as opaque RGBA in `data`. */
export function rgbaWriter(
  convolver: Convolver,
  [y, cb, cr]: YccRows,
  width: number,
  data: Buffer,
): (row: number, count: number) => void {
  const packed = convolver.allocate(ROWS_AT_ONCE * width * 4);
  return (row, count) => {
    const [luma, blue, red] = [y.next(row, count), cb.next(row, count), cr.next(row, count)];
    // Whole vectors are written: the next row overwrites what is behind the end of one.
    for (let i = 0; i < count; i++) {
      const at = i * rowBytesOf(width);
      convolver.loops.levelsToRgba(luma + at, blue + at, red + at, packed + i * width * 4, width);
    }
    data.set(convolver.bytes(packed, count * width * 4), row * width * 4);
  };
}
