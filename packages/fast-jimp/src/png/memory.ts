import { MAX_UNCOLLECTED_BYTES } from "../limits";
import { interlacedBytes } from "./adam7";
import { GREY, PALETTE, parseHeader, RGB, rowBytes, type PngHeader } from "./header";
import { planReduction, type ReductionTarget } from "./plan-reduction";

/** Header and channels of the pixels, without a check of any checksum: for estimates before a file is decoded. */
function readLayout(bytes: Buffer): { readonly header: PngHeader; readonly channels: 1 | 3 | 4 } {
  const header = parseHeader(bytes.subarray(16, 29));
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") break;
    if (type === "tRNS") return { header, channels: 4 };
  }
  const { colourType } = header;
  return { header, channels: colourType === GREY ? 1 : colourType === RGB || colourType === PALETTE ? 3 : 4 };
}

/**
 * Memory that `decodePng` takes, bytes: 4 per pixel of the reduced image; an interlaced image is held whole, 1, 3
 * or 4 bytes per pixel. Inflated data is not collected at once.
 *
 * @param atOnce of `decodePngSync`: all inflated data is in memory
 */
export function pngMemory(bytes: Buffer, target: ReductionTarget = {}, atOnce = false): number {
  const { header, channels } = readLayout(bytes);
  const { width, height, interlaced } = header;
  const { columns, rows } = planReduction(header, channels, target);
  const reduced = Math.ceil(width / columns) * Math.ceil(height / rows) * 4;
  const data = interlaced ? interlacedBytes(header) : height * (rowBytes(header, width) + 1);
  return (
    reduced + (interlaced ? width * height * channels : 0) + (atOnce ? data : Math.min(data, MAX_UNCOLLECTED_BYTES))
  );
}
