import type { Bitmap } from "../pixels";
import { decodeWebp } from "../webp/decode";
import { encodeWebp, type WebpEncodeOptions } from "../webp/encode";

/** WebP for `createJimp`; its WebAssembly is loaded by the first image that needs it. */
export const webp = () => ({
  mime: "image/webp" as const,
  hasAlpha: true,
  async decode(bytes: Buffer): Promise<Bitmap> {
    const { data, width, height } = await decodeWebp(bytes);
    return { data, width, height };
  },
  encode: (bitmap: Bitmap, options: WebpEncodeOptions = {}): Promise<Buffer> => encodeWebp(bitmap, options),
});
