import { readHeader as readBmpHeader } from "../bmp/header";
import { exifOrientation, readOrientation } from "../exif/orientation";
import { readHeader as readGifHeader } from "../gif/header";
import { corrupt } from "../image-error";
import { heicSize } from "../heic/header";
import { readHeifImage } from "../heif/image";
import { readJpegHeader } from "../jpeg/header";
import { readJxlHeader } from "../jxl/header";
import { asBuffer } from "../pixels";
import { imageDirectory } from "../tiff/directory";
import type { InputFormat } from "../types";

/** Size and orientation as a format's header states them. */
interface HeaderFacts {
  /** Pixels, before orientation. */
  readonly width: number;
  /** Pixels, before orientation. */
  readonly height: number;
  /** EXIF orientation 1..8; 1 where the file has none. */
  readonly orientation: number;
}

function probeJpeg(bytes: Buffer): HeaderFacts {
  const { width, height, exif } = readJpegHeader(bytes);
  return { width, height, orientation: exif ? readOrientation(asBuffer(exif)) : 1 };
}

/** IHDR and eXIf (PNG specification, third edition, 11.2.1 and 11.3.4.5). */
function probePng(bytes: Buffer): HeaderFacts {
  if (bytes.length < 33 || bytes.toString("latin1", 12, 16) !== "IHDR" || bytes.readUInt32BE(8) !== 13) {
    throw corrupt("PNG", "it does not start with an IHDR chunk");
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), orientation: pngOrientation(bytes) };
}

/** eXIf may stand before or after the pixels: every chunk is visited, none is read. */
function pngOrientation(bytes: Buffer): number {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IEND") break;
    if (type === "eXIf") return exifOrientation(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return 1;
}

function probeGif(bytes: Buffer): HeaderFacts {
  const { width, height } = readGifHeader(bytes);
  return { width, height, orientation: 1 };
}

function probeBmp(bytes: Buffer): HeaderFacts {
  const { width, height } = readBmpHeader(bytes);
  return { width, height, orientation: 1 };
}

/** Size from the image's directory (TIFF 6.0, baseline tags 256, 257, 274). */
function probeTiff(bytes: Buffer): HeaderFacts {
  const directory = imageDirectory(bytes);
  const orientation = directory.number(274, 1);
  return {
    width: directory.number(256, 0),
    height: directory.number(257, 0),
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
  };
}

/** Size from the first chunk: VP8X, VP8L or VP8 (WebP container specification; RFC 9649). */
function probeWebp(bytes: Buffer): HeaderFacts {
  const type = bytes.toString("latin1", 12, 16);
  // Signature, size and flags of VP8L end before the size of the others does.
  if (bytes.length < (type === "VP8L" ? 25 : 30)) throw corrupt("WebP", "it ends in its header");
  if (type === "VP8X") {
    return {
      width: bytes.readUIntLE(24, 3) + 1,
      height: bytes.readUIntLE(27, 3) + 1,
      orientation: webpOrientation(bytes),
    };
  }
  if (type === "VP8L" && bytes[20] === 0x2f) {
    const packed = bytes.readUInt32LE(21);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, orientation: 1 };
  }
  if (type === "VP8 " && bytes.readUIntBE(23, 3) === 0x9d012a) {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff, orientation: 1 };
  }
  throw corrupt("WebP", "its first chunk is not VP8X, VP8L or VP8");
}

/** The EXIF chunk stands after the pixels. */
function webpOrientation(bytes: Buffer): number {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === "EXIF") return exifOrientation(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size & 1);
  }
  return 1;
}

/** Size of what is left of a crop, before rotation and mirroring. */
function probeAvif(bytes: Buffer): HeaderFacts {
  const { crop, orientation } = readHeifImage(bytes, "AVIF");
  return { width: crop.width, height: crop.height, orientation };
}

export const headerReaders: Readonly<Record<InputFormat, (bytes: Buffer) => HeaderFacts>> = {
  jpeg: probeJpeg,
  png: probePng,
  gif: probeGif,
  bmp: probeBmp,
  tiff: probeTiff,
  webp: probeWebp,
  avif: probeAvif,
  // Their decoders apply the orientation.
  heic: (bytes) => ({ ...heicSize(bytes), orientation: 1 }),
  jxl: (bytes) => ({ ...readJxlHeader(bytes), orientation: 1 }),
};
