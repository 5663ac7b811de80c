import { corrupt as corruptFile, type ImageError } from "../image-error";
import { EOI, RST0, RST7, SOI, TEM } from "./markers";

/** One marker segment (T.81, B.1.1.4). `start..end` are the parameters, without marker and length. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** `throw corrupt("it has no scan")` */
export const corrupt = (what: string): ImageError => corruptFile("JPEG", what);

const hasNoParameters = (marker: number): boolean =>
  (marker >= RST0 && marker <= RST7) || marker === SOI || marker === EOI || marker === TEM;

/**
 * The marker segment at or after `position`. Bytes outside segments and fill bytes (any number of 0xFF before a marker)
 * are skipped, as by every decoder.
 *
 * @throws IMAGE_CORRUPT where the file ends before the segment
 */
export function nextSegment(bytes: Uint8Array, position: number): Segment {
  let at = position;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) throw corrupt("it ends before its last scan");
    while (at < bytes.length && bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) throw corrupt("it ends before its last scan");
    if (marker === 0) continue;
    if (hasNoParameters(marker)) return { marker, start: at, end: at };
    const end = at + readUint16(bytes, at);
    if (end < at + 2 || end > bytes.length) throw corrupt("a segment extends beyond the end of the file");
    return { marker, start: at + 2, end };
  }
}

/** Big-endian 16-bit number. @throws IMAGE_CORRUPT beyond the end */
export function readUint16(bytes: Uint8Array, at: number): number {
  const high = bytes[at];
  const low = bytes[at + 1];
  if (high === undefined || low === undefined) throw corrupt("it ends inside a segment");
  return (high << 8) | low;
}
