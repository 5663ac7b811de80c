import { unsupported } from "../image-error";
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

const unsupportedKind = (kind: string) => unsupported(`${kind} JPEG`, "jpeg");

function processOf(marker: number): JpegProcess {
  if (marker === SOF0) return "baseline";
  if (marker === SOF1) return "extended";
  if (marker === SOF2) return "progressive";
  // SOF3, 7, 11, 15 are lossless, SOF5..7 and 13..15 hierarchical, SOF9 and above arithmetic.
  if ((marker & 3) === 3) throw unsupportedKind("Lossless");
  if (marker >= 0xc9) throw unsupportedKind("Arithmetic-coded");
  throw unsupportedKind("Hierarchical");
}

/**
 * Reads a frame header.
 *
 * @throws FORMAT_UNSUPPORTED for lossless, hierarchical, arithmetic-coded and 12-bit frames, and for 2 or more than 4
 * components
 * @throws IMAGE_CORRUPT where a field is out of range
 */
export function readFrame(bytes: Uint8Array, { marker, start, end }: Segment): Frame {
  if (!isFrameHeader(marker)) throw corrupt("its frame header is missing");
  const process = processOf(marker);
  const [precision, , , , , count] = bytes.subarray(start, Math.min(end, start + 6));
  if (precision === undefined || count === undefined) throw corrupt("its frame header is cut short");
  if (precision !== 8) {
    if (precision === 12 || precision === 16) throw unsupportedKind(`${precision}-bit`);
    throw corrupt(`its header states a sample precision of ${precision} bits`);
  }
  const height = readUint16(bytes, start + 1);
  const width = readUint16(bytes, start + 3);
  if (width === 0) throw corrupt("its header states a width of 0 pixels");
  if (height === 0) throw unsupported("JPEG with its height after the first scan (DNL marker)", "jpeg");
  if (count !== 1 && count !== 3 && count !== 4) {
    if (count === 0) throw corrupt("its header states no components");
    throw unsupported(`JPEG with ${count} components (other than 1, 3 and 4)`, "jpeg");
  }
  if (end - start < 6 + count * 3) throw corrupt("its frame header is cut short");
  return { width, height, process, components: readComponents(bytes, start + 6, count) };
}

function readComponents(bytes: Uint8Array, start: number, count: number): JpegComponent[] {
  return Array.from({ length: count }, (_, i) => {
    const [id = 0, sampling = 0, quantTable = 0] = bytes.subarray(start + i * 3, start + i * 3 + 3);
    const h = sampling >> 4;
    const v = sampling & 15;
    if (h < 1 || h > 4 || v < 1 || v > 4) throw corrupt(`its header states sampling factors of ${h}x${v}`);
    if (quantTable > 3) throw corrupt(`its header refers to quantisation table ${quantTable}`);
    return { id, h, v, quantTable };
  });
}
