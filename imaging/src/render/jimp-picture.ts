import { Jimp } from "../jimp";
import { isOpaque, type Bitmap } from "./bitmap";
import type { Picture } from "./picture";

/** A decoded bitmap, drawn by jimp's own crop and resize. */
export function jimpPicture(bitmap: Bitmap): Picture {
  return {
    opaque: isOpaque(bitmap),
    draw({ left, top, width, height }, size) {
      const x = Math.round(left);
      const y = Math.round(top);
      const w = Math.max(1, Math.min(bitmap.width - x, Math.round(width)));
      const h = Math.max(1, Math.min(bitmap.height - y, Math.round(height)));
      const image = new Jimp({ ...bitmap, data: Buffer.from(bitmap.data) }).crop({ x, y, w, h });
      return image.resize({ w: size.width, h: size.height }).bitmap;
    },
  };
}
