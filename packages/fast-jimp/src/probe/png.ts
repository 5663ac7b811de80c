import { exifOrientation } from "../exif/orientation";
import { imageError } from "../image-error";
import type { HeaderFacts } from "./header-facts";

/** IHDR and, before the pixels, eXIf (PNG specification, third edition, 11.2.1 and 11.3.4.5). */
export function probePng(bytes: Buffer): HeaderFacts {
  if (bytes.length < 33 || bytes.toString("latin1", 12, 16) !== "IHDR" || bytes.readUInt32BE(8) !== 13) {
    throw imageError("IMAGE_CORRUPT", "the PNG file does not begin with its header");
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), orientation: orientationOf(bytes) };
}

/** eXIf may stand before or after the pixels; walking the chunk lengths costs nothing. */
function orientationOf(bytes: Buffer): number {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IEND") break;
    if (type === "eXIf") return exifOrientation(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return 1;
}
