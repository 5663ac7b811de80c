import { imageError } from "../image-error";
import type { HeaderFacts } from "./header-facts";

/** Logical screen size (GIF89a, section 18). */
export function probeGif(bytes: Buffer): HeaderFacts {
  if (bytes.length < 13) throw imageError("IMAGE_CORRUPT", "the GIF file ends in its header");
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), orientation: 1 };
}

/** BITMAPCOREHEADER has 16-bit sizes, BITMAPINFOHEADER and later 32-bit ones; a negative height means top-down rows. */
export function probeBmp(bytes: Buffer): HeaderFacts {
  const headerSize = bytes.readUInt32LE(14);
  if (headerSize === 12) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20), orientation: 1 };
  if (headerSize < 40 || bytes.length < 14 + 40) throw imageError("IMAGE_CORRUPT", "the BMP header is cut or unknown");
  return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)), orientation: 1 };
}
