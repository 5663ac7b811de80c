import { readAdobeTransform, isJfif } from "../jpeg/app-segments";
import { iccSegments, JFIF_HEADER, segment } from "../jpeg/encode-headers";
import {
  APP0,
  APP14,
  DHT,
  DQT,
  DRI,
  EOI,
  isFrameHeader,
  RST0,
  RST7,
  SOF0,
  SOF1,
  SOF2,
  SOI,
  SOS,
} from "../jpeg/markers";
import { nextSegment } from "../jpeg/segments";

/** Segments that pixels are decoded from. */
const NEEDED: readonly number[] = [DQT, DHT, DRI, SOF0, SOF1, SOF2, SOS];
/** Where the count of components is in the parameters of a frame header (ITU-T T.81, B.2.2). */
const COMPONENTS_AT = 5;
/** What of Adobe's segment decides on the colours: signature, version, flags, transform. */
const ADOBE_BYTES = 12;

/** End of entropy-coded data: the next marker that is no restart (ITU-T T.81, B.1.1.2). */
function scanEnd(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1] as number;
    if (next !== 0 && (next < RST0 || next > RST7)) return at;
  }
  return bytes.length;
}

/**
 * The compressed data of a JPEG in a file of its own: tables, frame, scans, and nothing else but a profile. Application
 * segments, comments, thumbnails and what follows the image are left out.
 *
 * @returns undefined for inks, several frames and processes that are rare
 */
export function reuseJpeg(bytes: Buffer, icc: Uint8Array | undefined): Buffer | undefined {
  const parts: Buffer[] = [];
  let [jfif, adobe, frames] = [false, undefined as Buffer | undefined, 0];
  for (let at = 2; ;) {
    const { marker, start, end } = nextSegment(bytes, at);
    at = end;
    if (marker === EOI) break;
    if (NEEDED.includes(marker)) {
      if (isFrameHeader(marker) && (++frames > 1 || (bytes[start + COMPONENTS_AT] as number) > 3)) return undefined;
      if (marker === SOS) at = scanEnd(bytes, end);
      parts.push(segment(marker, bytes.subarray(start, end)), bytes.subarray(end, at));
    } else if (marker === APP0) jfif ||= isJfif(bytes, start, end);
    else if (marker === APP14 && readAdobeTransform(bytes, start, end) !== undefined)
      adobe = segment(APP14, bytes.subarray(start, start + ADOBE_BYTES));
    else if (marker < APP0) return undefined;
  }
  const head = [...(jfif ? [JFIF_HEADER] : []), ...(adobe ? [adobe] : []), ...(icc ? iccSegments(icc) : [])];
  return Buffer.concat([Buffer.of(0xff, SOI), ...head, ...parts, Buffer.of(0xff, EOI)]);
}
