import { jpegSegment } from "./jpeg";
import { pngChunk } from "./png";

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;

type Entry = readonly [tag: number, type: number, count: number, value: Buffer];

const short = (value: number): Buffer => Buffer.from([value >> 8, value & 255, 0, 0]);
const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const rationals = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.flatMap((value) => [long(value), long(1)]));

/** One directory at `offset`, values that do not fit an entry after it (TIFF 6.0, section 2). */
function directory(offset: number, entries: readonly Entry[]): Buffer {
  let valueAt = offset + 2 + entries.length * 12 + 4;
  const table: Buffer[] = [Buffer.from([0, entries.length])];
  const values: Buffer[] = [];
  for (const [tag, type, count, value] of entries) {
    const inline = value.length <= 4;
    table.push(short(tag).subarray(0, 2), short(type).subarray(0, 2), long(count));
    table.push(inline ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : long(valueAt));
    if (!inline) {
      values.push(value);
      valueAt += value.length;
    }
  }
  return Buffer.concat([...table, long(0), ...values]);
}

/** The camera's name in every EXIF block made here: a result that contains it has kept metadata. */
export const CAMERA_NAME = "Metadata Leak Detector";

/** A TIFF structure with camera name, orientation and a GPS position (EXIF 2.3, 4.6). */
export function exifBlock(orientation: number): Buffer {
  const camera = Buffer.from(`${CAMERA_NAME}\0`);
  const main = (gpsAt: number): Buffer =>
    directory(8, [
      [0x010f, ASCII, camera.length, camera],
      [0x0112, SHORT, 1, short(orientation)],
      [0x8825, LONG, 1, long(gpsAt)],
    ]);
  const gpsAt = 8 + main(0).length;
  const gps = directory(gpsAt, [
    [1, ASCII, 2, Buffer.from("N\0")],
    [2, RATIONAL, 3, rationals(48, 8, 14)],
    [3, ASCII, 2, Buffer.from("E\0")],
    [4, RATIONAL, 3, rationals(11, 34, 31)],
  ]);
  return Buffer.concat([Buffer.from("MM\0*\0\0\0\x08", "latin1"), main(gpsAt), gps]);
}

/** APP1 with orientation and GPS, to go before the frame header of a JPEG. */
export const exifSegment = (orientation: number): Buffer =>
  jpegSegment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exifBlock(orientation)]));

/** eXIf with orientation and GPS, for a PNG. */
export const exifChunk = (orientation: number): Buffer => pngChunk("eXIf", exifBlock(orientation));
