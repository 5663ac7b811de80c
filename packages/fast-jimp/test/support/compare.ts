import sharp from "sharp";
import type { Pixels } from "./images";

/** Decodes a result with sharp to RGBA, without applying its orientation. */
export async function decodeResult(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes)
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Mean absolute difference of two images of one size, in levels. */
export function meanDifference(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`expected images of one size but received ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0));
  return sum / a.data.length;
}

/** Colour of one pixel. */
export const pixelAt = ({ data, width }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

/** Peak signal to noise, dB: 20 log10(255 / root mean square difference); Infinity where they are equal. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`expected as many bytes as ${b.length}, but there are ${a.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return 10 * Math.log10(65025 / (sum / a.length));
}

export const largestDifference = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) throw new Error(`expected as many bytes as ${b.length}, but there are ${a.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
};
