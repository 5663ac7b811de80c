import { exifOrientation } from "../exif/orientation";
import { imageError } from "../image-error";
import type { HeaderFacts } from "./header-facts";

/** Frame headers (ITU-T T.81, table B.1): SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Reads marker segments up to the frame header (ITU-T T.81, B.2). */
export function probeJpeg(bytes: Buffer): HeaderFacts {
  let orientation = 1;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw imageError("IMAGE_CORRUPT", "the JPEG header has bytes where a marker belongs");
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    const body = bytes.subarray(at + 4, end);
    if (marker === APP1 && orientation === 1 && body.toString("latin1", 0, 6) === "Exif\0\0")
      orientation = exifOrientation(body);
    if (isFrameHeader(marker) && body.length >= 6) {
      return { width: body.readUInt16BE(3), height: body.readUInt16BE(1), orientation };
    }
    at = end;
  }
  throw imageError("IMAGE_CORRUPT", "the JPEG file ends before its frame header");
}
