import { exifOrientation } from "../exif/orientation";
import { imageError } from "../image-error";
import type { HeaderFacts } from "./header-facts";

/** Size from the first chunk: VP8X, VP8L or VP8 (WebP container specification; RFC 9649). */
export function probeWebp(bytes: Buffer): HeaderFacts {
  if (bytes.length < 30) throw imageError("IMAGE_CORRUPT", "the WebP file ends in its header");
  const type = bytes.toString("latin1", 12, 16);
  if (type === "VP8X") {
    return {
      width: bytes.readUIntLE(24, 3) + 1,
      height: bytes.readUIntLE(27, 3) + 1,
      orientation: orientationOf(bytes),
    };
  }
  if (type === "VP8L" && bytes[20] === 0x2f) {
    const packed = bytes.readUInt32LE(21);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, orientation: 1 };
  }
  if (type === "VP8 " && bytes.readUIntBE(23, 3) === 0x9d012a) {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff, orientation: 1 };
  }
  throw imageError("IMAGE_CORRUPT", "the WebP file has no picture header");
}

/** The EXIF chunk stands after the pixels. */
function orientationOf(bytes: Buffer): number {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === "EXIF") return exifOrientation(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size & 1);
  }
  return 1;
}
