import { orientSize } from "../exif/orient";
import { readHeifImage } from "../heif/image";

/** Size of what is shown: cropped and oriented. */
export function heicSize(bytes: Buffer): { readonly width: number; readonly height: number } {
  const { crop, orientation } = readHeifImage(bytes, "HEIC");
  return orientSize(crop, orientation);
}
