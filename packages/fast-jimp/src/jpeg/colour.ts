import { inkWriter } from "../icc/inks";
import { convolution } from "../resample/convolver";
import type { Pixels } from "../pixels";
import { SAMPLE_BITS } from "../resample/resize-plane";
import type { JpegHeader } from "./types";

/** 0.5, for rounding. */
const HALF = 1 << (SAMPLE_BITS - 1);

/**
 * Converts planes of equal size to pixels: RGBA, or one channel where the image is grey. Samples have fractional bits,
 * so that only the result is rounded.
 *
 * CMYK is converted by its ICC profile, or by a plain formula where it has none.
 *
 * @param samples one array for each component, width x height
 */
export function toPixels(
  { colour, icc }: Pick<JpegHeader, "colour" | "icc">,
  samples: readonly Int16Array[],
  width: number,
  height: number,
): Pixels {
  const [a, b, c, k] = samples as [Int16Array, Int16Array, Int16Array, Int16Array];
  if (colour === "grey") return { data: roundSamples(a), width, height, channels: 1 };
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  const out = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  if (colour === "ycc" || colour === "ycck") writeYcc(out, a, b, c);
  else writeUnconverted(out, a, b, c);
  if (colour === "ycck") complement(out);
  if (k) applyInks(out, k, icc, colour === "inks" ? 0 : 255);
  return { data, width, height, channels: 4 };
}

function roundSamples(samples: Int16Array): Buffer {
  const data = Buffer.allocUnsafeSlow(samples.length);
  const out = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < samples.length; i++) out[i] = ((samples[i] as number) + HALF) >> SAMPLE_BITS;
  return data;
}

function writeYcc(out: Uint8ClampedArray, y: Int16Array, cb: Int16Array, cr: Int16Array): void {
  convolution.use((convolver) => {
    const [luma, blue, red] = [convolver.place(y), convolver.place(cb), convolver.place(cr)];
    const rgba = convolver.allocate(out.length);
    convolver.loops.samplesToRgba(luma, blue, red, rgba, y.length);
    out.set(convolver.bytes(rgba, out.length));
  });
}

function writeUnconverted(out: Uint8ClampedArray, a: Int16Array, b: Int16Array, c: Int16Array): void {
  for (let i = 0, at = 0; i < a.length; i++, at += 4) {
    out[at] = ((a[i] as number) + HALF) >> SAMPLE_BITS;
    out[at + 1] = ((b[i] as number) + HALF) >> SAMPLE_BITS;
    out[at + 2] = ((c[i] as number) + HALF) >> SAMPLE_BITS;
    out[at + 3] = 255;
  }
}

/** YCCK holds the complement of cyan, magenta and yellow (Adobe Technical Note 5116). */
function complement(out: Uint8ClampedArray): void {
  for (let at = 0; at < out.length; at += 4) {
    out[at] = 255 - (out[at] as number);
    out[at + 1] = 255 - (out[at + 1] as number);
    out[at + 2] = 255 - (out[at + 2] as number);
  }
}

/** Converts the inks in `out` and black to RGB. @param none what no ink is stored as: 255, or 0 */
function applyInks(out: Uint8ClampedArray, black: Int16Array, icc: Uint8Array | undefined, none: 0 | 255): void {
  const ink = (stored: number): number => (none === 0 ? stored : none - stored);
  const write = inkWriter(icc);
  for (let i = 0, at = 0; i < black.length; i++, at += 4) {
    const last = Math.max(0, Math.min(255, ((black[i] as number) + HALF) >> SAMPLE_BITS));
    write(ink(out[at] as number), ink(out[at + 1] as number), ink(out[at + 2] as number), ink(last), out, at);
  }
}
