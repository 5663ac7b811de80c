import { imageError } from "../image-error";
import { isFrameHeader, SOF0, SOF1, SOF2 } from "./markers";
import { corrupt, readUint16, type Segment } from "./segments";
import type { JpegComponent, JpegProcess } from "./types";

/** The frame header (T.81, B.2.2). */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly process: JpegProcess;
  readonly components: readonly JpegComponent[];
}

const unsupported = (what: string) =>
  imageError("FORMAT_UNSUPPORTED", `${what} JPEG is not supported; baseline, extended and progressive 8-bit JPEG are`);

function processOf(marker: number): JpegProcess {
  if (marker === SOF0) return "baseline";
  if (marker === SOF1) return "extended";
  if (marker === SOF2) return "progressive";
  // SOF3, 7, 11, 15 are lossless, SOF5..7 and 13..15 hierarchical, SOF9 and above arithmetic.
  if ((marker & 3) === 3) throw unsupported("lossless");
  if (marker >= 0xc9) throw unsupported("arithmetic-coded");
  throw unsupported("hierarchical");
}

/**
 * Reads a frame header.
 *
 * @throws FORMAT_UNSUPPORTED for lossless, hierarchical, arithmetic-coded and 12-bit frames, and for 2 or more than 4 components
 * @throws IMAGE_CORRUPT where a field is out of its range
 */
export function readFrame(bytes: Uint8Array, { marker, start, end }: Segment): Frame {
  if (!isFrameHeader(marker)) throw corrupt("a frame header was expected");
  const process = processOf(marker);
  const [precision, , , , , count] = bytes.subarray(start, Math.min(end, start + 6));
  if (precision === undefined || count === undefined) throw corrupt("the frame header is cut short");
  if (precision !== 8) {
    if (precision === 12 || precision === 16) throw unsupported(`${precision}-bit`);
    throw corrupt(`a sample precision of ${precision} bits`);
  }
  const height = readUint16(bytes, start + 1);
  const width = readUint16(bytes, start + 3);
  if (width === 0) throw corrupt("a width of 0");
  if (height === 0)
    throw imageError("FORMAT_UNSUPPORTED", "JPEG states its height only after the picture (DNL marker)");
  if (count !== 1 && count !== 3 && count !== 4) {
    if (count === 0) throw corrupt("no components");
    throw imageError("FORMAT_UNSUPPORTED", `JPEG has ${count} components; 1, 3 and 4 are supported`);
  }
  if (end - start < 6 + count * 3) throw corrupt("the frame header is cut short");
  return { width, height, process, components: readComponents(bytes, start + 6, count) };
}

function readComponents(bytes: Uint8Array, start: number, count: number): JpegComponent[] {
  return Array.from({ length: count }, (_, i) => {
    const [id = 0, sampling = 0, quantTable = 0] = bytes.subarray(start + i * 3, start + i * 3 + 3);
    const h = sampling >> 4;
    const v = sampling & 15;
    if (h < 1 || h > 4 || v < 1 || v > 4) throw corrupt(`a sampling factor of ${h}x${v}`);
    if (quantTable > 3) throw corrupt(`quantisation table ${quantTable}`);
    return { id, h, v, quantTable };
  });
}
