/** Tag 0x0112 of IFD0 (EXIF 2.3, 4.6.4; TIFF 6.0, section 8). */
const ORIENTATION_TAG = 0x0112;
/**
 * Bytes of integers by their type (TIFF 6.0, section 2): a reader accepts every unsigned one for any field, and cameras
 * write signed ones as well, which Pillow and libvips read.
 */
const INTEGER_BYTES: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4 };

/**
 * Orientation 1..8 of a TIFF structure: the body of an EXIF block, or a TIFF file. 1 where the tag is missing, or where
 * the structure is broken: an image is not refused for a broken EXIF block.
 */
export function readOrientation(tiff: Buffer): number {
  if (tiff.length < 8) return 1;
  const littleEndian = tiff.toString("latin1", 0, 2) === "II";
  if (!littleEndian && tiff.toString("latin1", 0, 2) !== "MM") return 1;
  const u16 = (at: number): number => (littleEndian ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number): number => (littleEndian ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const ifd = u32(4);
  if (ifd + 2 > tiff.length) return 1;
  const last = Math.min(ifd + 2 + u16(ifd) * 12, tiff.length) - 12;
  for (let entry = ifd + 2; entry <= last; entry += 12) {
    if (u16(entry) !== ORIENTATION_TAG) continue;
    const bytes = INTEGER_BYTES[u16(entry + 2)];
    const value = bytes === 4 ? u32(entry + 8) : bytes === 2 ? u16(entry + 8) : bytes === 1 ? tiff.readUInt8(entry + 8) : 1; // prettier-ignore
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

const EXIF_PREFIX = "Exif\0\0";

/** Orientation of an EXIF block that may carry JPEG's `Exif\0\0` prefix (some WebP and PNG writers keep it). */
export function exifOrientation(block: Buffer): number {
  const prefixed = block.length >= 6 && block.toString("latin1", 0, 6) === EXIF_PREFIX;
  return readOrientation(prefixed ? block.subarray(6) : block);
}

/** True for the four orientations that swap width and height. */
export const swapsAxes = (orientation: number): boolean => orientation >= 5;
