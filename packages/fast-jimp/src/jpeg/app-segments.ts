import { readUint16 } from "./segments";
import type { JpegColour, JpegComponent } from "./types";

const startsWith = (bytes: Uint8Array, start: number, end: number, signature: string): boolean => {
  if (end - start < signature.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[start + i] !== signature.charCodeAt(i)) return false;
  return true;
};

export const isJfif = (bytes: Uint8Array, start: number, end: number): boolean =>
  startsWith(bytes, start, end, "JFIF\0");

/** The TIFF structure of an Exif segment (EXIF 2.3, 4.7.2), as a view. */
export function readExif(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const signature = "Exif\0";
  return startsWith(bytes, start, end, signature) && end - start > 6 ? bytes.subarray(start + 6, end) : undefined;
}

/** Colour transform byte of Adobe's APP14 segment: 0 none, 1 YCbCr, 2 YCCK. */
export function readAdobeTransform(bytes: Uint8Array, start: number, end: number): number | undefined {
  return startsWith(bytes, start, end, "Adobe") && end - start >= 12 ? bytes[start + 11] : undefined;
}

/** One chunk of an ICC profile (ICC.1, annex B.4): 1-based number, count of all chunks, data as a view. */
export interface IccChunk {
  readonly number: number;
  readonly count: number;
  readonly data: Uint8Array;
}

export function readIccChunk(bytes: Uint8Array, start: number, end: number): IccChunk | undefined {
  if (!startsWith(bytes, start, end, "ICC_PROFILE\0") || end - start < 14) return undefined;
  const counts = readUint16(bytes, start + 12);
  return { number: counts >> 8, count: counts & 255, data: bytes.subarray(start + 14, end) };
}

/** The joined profile; undefined where a chunk is missing, repeated, or states another count. */
export function joinIcc(chunks: readonly IccChunk[]): Uint8Array | undefined {
  const sorted = chunks.toSorted((a, b) => a.number - b.number);
  const whole = sorted.every((chunk, i) => chunk.number === i + 1 && chunk.count === sorted.length);
  if (!whole || sorted.length === 0) return undefined;
  return new Uint8Array(Buffer.concat(sorted.map(({ data }) => data)));
}

/**
 * Colour space of the components: by Adobe's segment, else by JFIF (always YCbCr), else by the component ids, as
 * libjpeg decides. Four components are inks, stored as 255 - ink whether Adobe's segment says so or not, as Pillow and
 * libvips take them.
 */
export function colourOf(
  components: readonly JpegComponent[],
  jfif: boolean,
  adobeTransform: number | undefined,
): JpegColour {
  if (components.length === 1) return "grey";
  if (components.length === 4) return adobeTransform === 2 ? "ycck" : "cmyk";
  if (jfif) return "ycc";
  if (adobeTransform !== undefined) return adobeTransform === 0 ? "rgb" : "ycc";
  return String.fromCharCode(...components.map(({ id }) => id)) === "RGB" ? "rgb" : "ycc";
}
