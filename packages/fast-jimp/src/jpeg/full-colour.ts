import { convolution, type Convolver } from "../resample/convolver";
import { lanczosKernel } from "../resample/lanczos-kernel";
import type { CropRect, Pixels } from "../pixels";
import { placeKernel, resizeSeparably, ROWS_AT_ONCE, type SeparablePasses } from "../resample/separable";
import { ColourRows, type PlanePart } from "./colour-rows";
import { maxSampling } from "./layout";
import type { DecodedJpeg, JpegHeader } from "./types";

/** Whether {@link ColourRows} supports the image: YCbCr, chroma subsampled by 1 or 2 in each direction. */
export function hasExactColour(header: JpegHeader): boolean {
  const [luma, ...chroma] = header.components;
  const { hMax, vMax } = maxSampling(header);
  return (
    header.colour === "ycc" &&
    luma?.h === hMax &&
    luma.v === vMax &&
    chroma.every(({ h, v }) => [h, h * 2].includes(hMax) && [v, v * 2].includes(vMax))
  );
}

/** Converts a full decode to RGBA, rounded at every step as by libjpeg. */
export function toFullRgba(decoded: DecodedJpeg): Pixels & { readonly channels: 4 } {
  const { width, height } = decoded.header;
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  convolution.use((convolver) => {
    const out = convolver.allocate(width * 4);
    const source = new ColourRows(convolver, decoded.header, decoded.planes, 0, width);
    for (let row = 0; row < height; row += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, height - row);
      source.load(row, count);
      for (let y = row; y < row + count; y++) {
        convolver.loops.toRgba(source.luma(y), source.blue(y), source.red(y), out, width);
        data.set(convolver.bytes(out, width * 4), y * width * 4);
      }
    }
  });
  return { data, width, height, channels: 4 };
}

/** Taps per vector operation of the horizontal and the vertical loop. */
const GROUP_ACROSS = 8;
const GROUP_DOWN = 2;

/** Of a resize of part of a full decode with LANCZOS (a = 3), what does not depend on how its rows are had. */
interface FullColourResize {
  readonly passes: SeparablePasses;
  readonly emit: (y: number, count: number, address: number) => void;
}

/**
 * Colours are converted before the resize and rounded at every step as by libjpeg: upsampled chroma, then red, green
 * and blue of every pixel, to integers.
 *
 * @param crop in fractions of the image
 * @param out width x height x 4 bytes
 */
export function fullColourResize(
  convolver: Convolver,
  { header, planes }: Pick<DecodedJpeg, "header"> & { readonly planes: readonly PlanePart[] },
  crop: CropRect,
  width: number,
  height: number,
  out: Buffer,
): FullColourResize {
  const { loops } = convolver;
  const acrossSpan = {
    length: header.width,
    from: crop.left * header.width,
    span: crop.width * header.width,
    count: width,
  };
  const downSpan = {
    length: header.height,
    from: crop.top * header.height,
    span: crop.height * header.height,
    count: height,
  };
  const across = lanczosKernel(acrossSpan, GROUP_ACROSS);
  const down = lanczosKernel(downSpan, GROUP_DOWN);
  // Columns outside the crop are not read.
  const first = (across.starts[0] as number) & ~1;
  const used = Math.min(header.width, (across.starts[width - 1] as number) + across.taps) - first;
  const placed = { ...across, starts: across.starts.map((start) => start - first) };
  const { starts, weights, taps } = placeKernel(convolver, placed);
  const planeBytes = ROWS_AT_ONCE * used + 16;
  const planeRowBytes = Math.ceil(width / 8) * 16;
  const rowBytes = 3 * planeRowBytes;
  const colours = convolver.allocate(3 * planeBytes + taps);
  const packed = convolver.allocate(width * 4);
  const source = new ColourRows(convolver, header, planes, first, used);
  return {
    passes: {
      down,
      rows: header.height,
      rowBytes,
      resizeAcross(row, count, to) {
        source.load(row, count);
        // The last vector of a row writes beyond its end; the next row overwrites that.
        for (let y = row; y < row + count; y++) {
          const at = colours + (y - row) * used;
          loops.toColours(source.luma(y), source.blue(y), source.red(y), at, planeBytes, used);
        }
        for (let part = 0; part < 3; part++) {
          const [from, into] = [colours + part * planeBytes, to + part * planeRowBytes];
          loops.acrossBytes(from, used, count, starts, weights, taps, width, into, rowBytes);
        }
      },
    },
    emit(y, count, address) {
      for (let i = 0; i < count; i++) {
        loops.joinColours(address + i * rowBytes, planeRowBytes, packed, width);
        out.set(convolver.bytes(packed, width * 4), (y + i) * width * 4);
      }
    },
  };
}

/**
 * Resizes part of a full decode, see {@link fullColourResize}.
 *
 * @param crop in fractions of the image
 */
export function resizeInFullColour(
  decoded: DecodedJpeg,
  crop: CropRect,
  width: number,
  height: number,
): Pixels & { readonly channels: 4 } {
  const out = Buffer.allocUnsafeSlow(width * height * 4);
  convolution.use((convolver) => {
    const { passes, emit } = fullColourResize(convolver, decoded, crop, width, height, out);
    resizeSeparably(convolver, { ...passes, height, emit });
  });
  return { data: out, width, height, channels: 4 };
}
