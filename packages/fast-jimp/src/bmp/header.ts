import { corrupt, unsupported } from "../image-error";

/** Compression (BITMAPINFOHEADER, biCompression). */
const RLE8 = 1;
export const RLE4 = 2;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;

/** Position of a channel in a pixel. */
interface Mask {
  readonly shift: number;
  /** Largest value; 0 where the pixel does not have the channel. */
  readonly max: number;
}

export interface BmpHeader {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Rows are stored from the bottom up, unless the height in the file is negative. */
  readonly topDown: boolean;
  /** 1, 4, 8, 16, 24 or 32. */
  readonly bits: number;
  readonly compression: number;
  /** Blue, green, red and one unused byte of each entry; without the unused byte in OS/2's format. */
  readonly palette: Buffer;
  readonly paletteStep: number;
  /** Red, green, blue and alpha of 16 and 32 bits. */
  readonly masks: readonly Mask[];
  /** Offset of the pixels in the file. */
  readonly offset: number;
  /** ICC profile of the colours (BITMAPV5HEADER). */
  readonly icc?: Buffer;
}

const NO_MASK: Mask = { shift: 0, max: 0 };

function maskOf(bits: number): Mask {
  if (bits === 0) return NO_MASK;
  const shift = 31 - Math.clz32(bits & -bits);
  return { shift, max: bits >>> shift };
}

function readMasks(bytes: Buffer, headerSize: number, bits: number, compression: number): readonly Mask[] {
  if (compression !== BITFIELDS && compression !== ALPHA_BITFIELDS) {
    return (bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0]).map(maskOf);
  }
  const hasAlpha = headerSize >= 56 || compression === ALPHA_BITFIELDS;
  if (bytes.length < 54 + 16) throw corrupt("BMP", "it ends in its channel masks");
  return [54, 58, 62, 66].map((at, channel) => (channel === 3 && !hasAlpha ? NO_MASK : maskOf(bytes.readUInt32LE(at))));
}

const V5_BYTES = 124;

/** bV5CSType `MBED`: the profile is in the file, at an offset from the information header (BITMAPV5HEADER). */
function readProfile(bytes: Buffer, headerSize: number): Buffer | undefined {
  if (headerSize < V5_BYTES || bytes.toString("latin1", 70, 74) !== "DEBM") return undefined;
  const from = 14 + bytes.readUInt32LE(126);
  return bytes.subarray(from, from + bytes.readUInt32LE(130));
}

/**
 * Reads the file header and the information header: OS/2's of 12 bytes, of 16 to 64 in its second version, which may
 * end after any field, or Windows' of 40 and more.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function readHeader(bytes: Buffer): BmpHeader {
  if (bytes.length < 26) throw corrupt("BMP", "it ends in its header");
  const [offset, headerSize] = [bytes.readUInt32LE(10), bytes.readUInt32LE(14)];
  const old = headerSize === 12;
  if (!old && (headerSize < 16 || headerSize > 200 || bytes.length < 14 + headerSize))
    throw corrupt("BMP", `its information header of ${headerSize} bytes is unknown or cut short`);
  /** A field of the information header; 0 where it ends before. */
  const field = (at: number): number => (at + 4 <= 14 + headerSize ? bytes.readUInt32LE(at) : 0);
  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = old ? bytes.readInt16LE(20) : bytes.readInt32LE(22);
  const bits = bytes.readUInt16LE(old ? 24 : 28);
  const compression = old ? 0 : field(30);
  // OS/2's Huffman 1D and RLE24 have the numbers of Windows' bit fields and JPEG.
  const os2 = headerSize === 64 || headerSize < 40;
  if (os2 && compression > RLE4) throw unsupported(`OS/2 BMP with compression ${compression}`, "bmp");
  const known = [0, BITFIELDS, ALPHA_BITFIELDS].includes(compression) ? [1, 4, 8, 16, 24, 32] : [12 - compression * 4];
  if (![0, 1, 2, BITFIELDS, ALPHA_BITFIELDS].includes(compression) || !known.includes(bits)) {
    throw unsupported(`BMP with ${bits} bits per pixel and compression ${compression}`, "bmp");
  }
  const stated = old ? 0 : field(46);
  const entries = bits > 8 ? 0 : stated === 0 ? 1 << bits : Math.min(stated, 256);
  const start = 14 + headerSize;
  const paletteStep = old ? 3 : 4;
  const icc = readProfile(bytes, headerSize);
  return {
    ...{ width, height: Math.abs(signedHeight), topDown: signedHeight < 0, bits, compression, paletteStep, offset },
    palette: bytes.subarray(start, Math.min(start + entries * paletteStep, Math.max(start, offset))),
    masks: bits === 16 || bits === 32 ? readMasks(bytes, headerSize, bits, compression) : [],
    ...(icc && { icc }),
  };
}

/** Whether its pixels are run-length encoded. */
export const isRle = ({ compression }: BmpHeader): boolean => compression === RLE8 || compression === RLE4;
