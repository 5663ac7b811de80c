import { convolution } from "./convolver";
import { lanczosKernel } from "./lanczos-kernel";
import type { CropRect, Pixels } from "../pixels";
import { placeKernel, resizeSeparably, ROWS_AT_ONCE } from "./separable";

export interface ResizeRgbaOptions {
  /** Whether any alpha may be below 255. Default true; false is faster and gives an opaque result. */
  readonly hasAlpha?: boolean;
}

/** Taps per vector operation of the loops over bytes and over 16-bit samples. */
const GROUP_OPAQUE = 4;
const GROUP_ALPHA = 2;
const GROUP_DOWN = 2;
/** Bytes of a pixel of four 16-bit samples. */
const WIDE = 8;

/**
 * Resizes part of an RGBA image with LANCZOS (a = 3). Colours are premultiplied with alpha before and divided by it
 * after, so that transparent pixels do not bleed into their neighbours.
 *
 * @param crop in fractions of the image
 * @returns width x height pixels, not premultiplied; colours are 0 where alpha is
 */
export function resizeRgba(
  { data, width: columns, height: rows }: Pick<Pixels, "data" | "width" | "height">,
  crop: CropRect,
  width: number,
  height: number,
  { hasAlpha = true }: ResizeRgbaOptions = {},
): Pixels & { readonly data: Buffer; readonly channels: 4 } {
  const acrossSpan = { length: columns, from: crop.left * columns, span: crop.width * columns, count: width };
  const downSpan = { length: rows, from: crop.top * rows, span: crop.height * rows, count: height };
  const across = lanczosKernel(acrossSpan, hasAlpha ? GROUP_ALPHA : GROUP_OPAQUE);
  const down = lanczosKernel(downSpan, GROUP_DOWN);
  const out = Buffer.allocUnsafeSlow(width * height * 4);
  // Columns outside the crop are not read.
  const first = across.starts[0] as number;
  const last = Math.min(columns, (across.starts[width - 1] as number) + across.taps);
  const used = last - first;
  convolution.use((convolver) => {
    const { loops } = convolver;
    const placed = { ...across, starts: across.starts.map((start) => start - first) };
    const { starts, weights, taps } = placeKernel(convolver, placed);
    const rowBytes = Math.ceil(width / 2) * 2 * WIDE;
    const bytes = convolver.allocate((ROWS_AT_ONCE * used + taps) * 4);
    const wide = convolver.allocate(hasAlpha ? (ROWS_AT_ONCE * used + taps) * WIDE : 0);
    const packed = convolver.allocate(width * 4);
    resizeSeparably(convolver, {
      down,
      rows,
      height,
      rowBytes,
      resizeAcross(row, count, to) {
        for (let y = 0; y < count; y++) {
          const from = ((row + y) * columns + first) * 4;
          convolver.bytes(bytes + y * used * 4, used * 4).set(data.subarray(from, from + used * 4));
        }
        if (hasAlpha) {
          loops.premultiply(bytes, wide, count * used);
          loops.acrossPixels(wide, used * WIDE, count, starts, weights, taps, width, to, rowBytes);
        } else loops.acrossOpaque(bytes, used * 4, count, starts, weights, taps, width, to, rowBytes);
      },
      emit(y, count, address) {
        for (let i = 0; i < count; i++) {
          if (hasAlpha) loops.unpremultiply(address + i * rowBytes, packed, width);
          else loops.narrow(address + i * rowBytes, packed, width * 4);
          out.set(convolver.bytes(packed, width * 4), (y + i) * width * 4);
        }
      },
    });
  });
  return { data: out, width, height, channels: 4 };
}
