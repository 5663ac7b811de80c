import { readItems } from "./items";
import type { PixelRect } from "./transformations";

/**
 * Makes the clean aperture of the primary image all of it, where it has one: it is applied to what is decoded. libheif
 * gives the pixels of one that begins between two samples of chroma the colours of their neighbours, and refuses small
 * parts of large images.
 *
 * @returns the file itself where it has none, else a copy
 */
export function withoutAperture(bytes: Buffer): Buffer {
  const items = readItems(bytes);
  const properties = items.propertiesOf(items.primary);
  const [clap, ispe] = ["clap", "ispe"].map((name) => properties.find(({ type }) => type === name)?.body);
  if (!clap || !ispe) return bytes;
  const copy = Buffer.from(bytes);
  const one = Buffer.from([0, 0, 0, 1]);
  const whole = [ispe.subarray(4, 8), one, ispe.subarray(8, 12), one, Buffer.alloc(4), one, Buffer.alloc(4), one];
  Buffer.concat(whole).copy(copy, clap.byteOffset - bytes.byteOffset);
  return copy;
}

/** A part of a bitmap, moved to its beginning. @param width of the bitmap, pixels */
export function cropped(data: Buffer, width: number, { left, top, ...size }: PixelRect): Buffer {
  if (size.width * size.height * 4 === data.length) return data;
  const rowBytes = size.width * 4;
  for (let y = 0; y < size.height; y++) {
    const from = ((top + y) * width + left) * 4;
    data.copyWithin(y * rowBytes, from, from + rowBytes);
  }
  return data.subarray(0, size.height * rowBytes);
}
