import { corrupt, ImageError } from "../image-error";
import { decodeJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import type { Pixels } from "../pixels";
import { ICC_PROFILE, type Directory } from "./directory";
import { CMYK, OLD_JPEG, RGB, YCBCR, type TiffLayout } from "./layout";

/** Tables that all blocks share: a JPEG of tables only (Adobe's TIFF Technical Note 2). */
const JPEG_TABLES = 347;

/** A block's JPEG may have more rows than the block, up to the end of its last row of blocks of pixels. */
const MAX_MCU_ROWS = 32;

/** Bytes of a marker, of which SOI and EOI consist. */
const MARKER_BYTES = 2;

/**
 * The pixels of a strip or tile that is a JPEG, RGBA.
 *
 * @throws IMAGE_CORRUPT where it is smaller than the layout says
 */
export function decodeJpegBlock(
  stored: Buffer,
  directory: Directory,
  { blockWidth, blockHeight, photometric, compression }: TiffLayout,
  rows: number,
): Buffer {
  const tables = directory.data(JPEG_TABLES);
  const file =
    tables && tables.length > 2 * MARKER_BYTES
      ? Buffer.concat([tables.subarray(0, -MARKER_BYTES), stored.subarray(MARKER_BYTES)])
      : stored;
  const { data, width, height, channels } = inside(() => {
    if (photometric === CMYK) checkComponents(file, 4);
    const isOldYcc = compression === OLD_JPEG && photometric === YCBCR;
    if (isOldYcc || (compression === OLD_JPEG && photometric === RGB)) checkComponents(file, 3);
    return decodeJpeg(file, {
      maxInputPx: blockWidth * (blockHeight + MAX_MCU_ROWS),
      ...(photometric === RGB && { colour: "rgb" as const }),
      ...(isOldYcc && { colour: "ycc" as const }),
      ...(photometric === CMYK && inksOf(directory)),
    });
  });
  if (width !== blockWidth || height < rows)
    throw corrupt("TIFF", `a strip or tile of ${blockWidth}x${rows} pixels is a JPEG of ${width}x${height}`);
  if (channels === 4) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const out = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) out.fill(data[at] as number, at * 4, at * 4 + 3);
  return out;
}

/** Inks are stored as they are, whatever a block's Adobe segment says, and the profile is the TIFF's. */
function inksOf(directory: Directory) {
  const icc = directory.data(ICC_PROFILE);
  return { colour: "inks" as const, ...(icc && { icc }) };
}

function checkComponents(file: Buffer, count: number): void {
  const { length } = readJpegHeader(file).components;
  if (length !== count) throw corrupt("TIFF", `a strip or tile of ${count} samples is a JPEG of ${length} components`);
}

/** The file around a block is an image, whatever is wrong with the block. */
function inside(decode: () => Pixels): Pixels {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ImageError && error.code === "NOT_AN_IMAGE")
      throw corrupt("TIFF", "a strip or tile is no JPEG");
    throw error;
  }
}
