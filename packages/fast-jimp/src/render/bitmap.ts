import type { Pixels } from "../resample/pixels";

/** Pixels as jimp keeps them: 8-bit R, G, B, A per pixel, rows from the top, alpha not premultiplied. */
export interface Bitmap {
  data: Buffer;
  width: number;
  height: number;
}

/** The same bytes as a Buffer. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Pixels as jimp's RGBA; grey ones are copied, others shared. */
export function toBitmap({ data, width, height, channels }: Pixels): Bitmap {
  if (channels === 4) return { data: asBuffer(data), width, height };
  const rgba = Buffer.allocUnsafeSlow(width * height * 4);
  for (let from = 0, to = 0; from < data.length; from++, to += 4) {
    rgba[to] = rgba[to + 1] = rgba[to + 2] = data[from] as number;
    rgba[to + 3] = 255;
  }
  return { data: rgba, width, height };
}

/** True where every pixel is opaque. */
export function isOpaque({ data }: Bitmap): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
