import type { Pixels } from "../resample/pixels";
import type { JpegHeader } from "./types";

// JFIF 1.02: ITU-R BT.601 at full range, in 16 fractional bits.
const FROM_CR_TO_RED = 91881;
const FROM_CB_TO_GREEN = 22554;
const FROM_CR_TO_GREEN = 46802;
const FROM_CB_TO_BLUE = 116130;
const HALF = 32768;

/**
 * Turns samples of equal size into pixels: RGBA, or grey as it is.
 *
 * CMYK becomes RGB as Pillow does it, (255 - ink) x (255 - black) / 255: no ICC profile is applied.
 *
 * @param samples one array for each component, width x height
 */
export function toPixels(
  { colour, inverted }: Pick<JpegHeader, "colour" | "inverted">,
  samples: readonly Uint8ClampedArray[],
  width: number,
  height: number,
): Pixels {
  const [a, b, c, k] = samples as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray];
  if (colour === "grey") return { data: new Uint8Array(a.buffer, a.byteOffset, a.length), width, height, channels: 1 };
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  const out = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  if (colour === "ycc" || colour === "ycck") writeYcc(out, a, b, c);
  else writeAsIs(out, a, b, c);
  if (colour === "ycck") complement(out);
  if (k) applyInks(out, k, inverted);
  return { data, width, height, channels: 4 };
}

function writeYcc(out: Uint8ClampedArray, y: Uint8ClampedArray, cb: Uint8ClampedArray, cr: Uint8ClampedArray): void {
  for (let i = 0, at = 0; i < y.length; i++, at += 4) {
    const luma = y[i] as number;
    const blue = (cb[i] as number) - 128;
    const red = (cr[i] as number) - 128;
    out[at] = luma + ((FROM_CR_TO_RED * red + HALF) >> 16);
    out[at + 1] = luma - ((FROM_CB_TO_GREEN * blue + FROM_CR_TO_GREEN * red + HALF) >> 16);
    out[at + 2] = luma + ((FROM_CB_TO_BLUE * blue + HALF) >> 16);
    out[at + 3] = 255;
  }
}

function writeAsIs(out: Uint8ClampedArray, a: Uint8ClampedArray, b: Uint8ClampedArray, c: Uint8ClampedArray): void {
  for (let i = 0, at = 0; i < a.length; i++, at += 4) {
    out[at] = a[i] as number;
    out[at + 1] = b[i] as number;
    out[at + 2] = c[i] as number;
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

/** Cyan, magenta and yellow in `out`, black beside it, to RGB. */
function applyInks(out: Uint8ClampedArray, black: Uint8ClampedArray, inverted: boolean): void {
  const flip = inverted ? 0 : 255;
  for (let i = 0, at = 0; i < black.length; i++, at += 4) {
    const light = (black[i] as number) ^ flip;
    out[at] = (((out[at] as number) ^ flip) * light) / 255;
    out[at + 1] = (((out[at + 1] as number) ^ flip) * light) / 255;
    out[at + 2] = (((out[at + 2] as number) ^ flip) * light) / 255;
  }
}
