import { imageError } from "../image-error";
import { readOrientation } from "../exif/orientation";
import type { HeaderFacts } from "./header-facts";

const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
const SHORT = 3;
const LONG = 4;

/** Size from the first image file directory (TIFF 6.0, section 2 and baseline tags 256, 257, 274). */
export function probeTiff(bytes: Buffer): HeaderFacts {
  const littleEndian = bytes[0] === 0x49;
  const u16 = (at: number): number => (littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const ifd = bytes.length >= 8 ? u32(4) : bytes.length;
  if (ifd + 2 > bytes.length) throw imageError("IMAGE_CORRUPT", "the TIFF directory lies outside the file");
  let width = 0;
  let height = 0;
  const last = Math.min(ifd + 2 + u16(ifd) * 12, bytes.length) - 12;
  for (let entry = ifd + 2; entry <= last; entry += 12) {
    const type = u16(entry + 2);
    const value = type === SHORT ? u16(entry + 8) : type === LONG ? u32(entry + 8) : 0;
    if (u16(entry) === IMAGE_WIDTH) width = value;
    if (u16(entry) === IMAGE_LENGTH) height = value;
  }
  return { width, height, orientation: readOrientation(bytes) };
}
