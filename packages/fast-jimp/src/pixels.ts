/** Interleaved 8-bit samples, rows from the top, no padding between rows. */
export interface Pixels {
  /** width x height x channels bytes. */
  readonly data: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 1: grey. 4: red, green, blue, alpha (not premultiplied). */
  readonly channels: 1 | 4;
  /** Of grey ones with a profile: the sRGB level of each level, for where they meet colours. Default: the same. */
  readonly greyLevels?: Uint8Array | undefined;
}

/** Pixels as jimp keeps them: 8-bit R, G, B, A per pixel, rows from the top, alpha not premultiplied. */
export interface Bitmap {
  data: Buffer;
  width: number;
  height: number;
}

/** A bitmap and the ICC profile that its colours refer to. */
export type DecodedBitmap = Bitmap & { readonly icc?: Uint8Array | undefined };

/** A part of an image in fractions of its width and height, 0..1, so that it means the same at every decoded scale. */
export interface CropRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The whole image. */
export const WHOLE: CropRect = { left: 0, top: 0, width: 1, height: 1 };

/** The same bytes as a Buffer. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Pixels as jimp's RGBA; grey ones are copied, and in sRGB, others shared. */
export function toBitmap({ data, width, height, channels, greyLevels }: Pixels): Bitmap {
  if (channels === 4) return { data: asBuffer(data), width, height };
  const rgba = Buffer.allocUnsafeSlow(width * height * 4);
  for (let from = 0, to = 0; from < data.length; from++, to += 4) {
    const level = data[from] as number;
    rgba[to] = rgba[to + 1] = rgba[to + 2] = greyLevels ? (greyLevels[level] as number) : level;
    rgba[to + 3] = 255;
  }
  return { data: rgba, width, height };
}

/** The levels of grey pixels, whose red, green and blue are the same, as one channel. */
export function greyChannel({ data, width, height }: Pick<Pixels, "data" | "width" | "height">): Pixels {
  const grey = Buffer.allocUnsafeSlow(width * height);
  for (let to = 0; to < grey.length; to++) grey[to] = data[to * 4] as number;
  return { data: grey, width, height, channels: 1 };
}

/** The alpha of a pixel that is read as one number. */
const [ALPHA_BITS = 0] = new Int32Array(Uint8Array.of(0, 0, 0, 255).buffer);

/** True where every pixel is opaque. */
export function isOpaque({ data }: Bitmap): boolean {
  if (data.byteOffset % 4 === 0) {
    const pixels = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
    for (let at = 0; at < pixels.length; at++) if (((pixels[at] as number) & ALPHA_BITS) !== ALPHA_BITS) return false;
    return true;
  }
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** True where red, green and blue of every pixel are the same. */
export function isGrey({ data }: Bitmap): boolean {
  for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  return true;
}
