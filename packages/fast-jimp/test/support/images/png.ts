import { crc32, deflateSync } from "node:zlib";
import type { Pixels } from "./scene";

export const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** One chunk with its length and CRC (PNG specification, 5.3). */
export function pngChunk(type: string, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, "latin1");
  chunk.set(body, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** 1, 2, 4, 8 or 16. Default 8. */
  readonly bitDepth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: number;
  readonly interlaced?: boolean;
}

export const pngHeader = ({ width, height, bitDepth = 8, colourType, interlaced = false }: PngHeader): Buffer => {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([bitDepth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  return pngChunk("IHDR", body);
};

export interface PngParts extends PngHeader {
  /** Filtered rows: a filter type byte before each. */
  readonly rows: Buffer;
  /** Chunks between header and pixels, e.g. PLTE, tRNS, iCCP. */
  readonly before?: readonly Buffer[];
  /** Chunks between pixels and end. */
  readonly after?: readonly Buffer[];
}

/** A PNG file of any kind from its parts. */
export function assemblePng(parts: PngParts): Buffer {
  const pixels = pngChunk("IDAT", deflateSync(parts.rows));
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(parts),
    ...(parts.before ?? []),
    pixels,
    ...(parts.after ?? []),
    pngChunk("IEND"),
  ]);
}

/** Rows of RGBA pixels, cut to RGB where alpha is not wanted; row y has the filter y % 5 unless said. */
export function filteredRows(
  { width, height, data }: Pixels,
  channels: 3 | 4,
  filterOf = (y: number): number => y % 5,
): Buffer {
  const rowBytes = width * channels;
  const rows = Buffer.alloc(height * (rowBytes + 1));
  let above = Buffer.alloc(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(rowBytes);
    for (let x = 0; x < width; x++) data.copy(row, x * channels, (y * width + x) * 4, (y * width + x) * 4 + channels);
    rows[y * (rowBytes + 1)] = filterOf(y);
    filterRow(row, above, channels, filterOf(y)).copy(rows, y * (rowBytes + 1) + 1);
    above = row;
  }
  return rows;
}

/** One row with a filter applied (PNG specification, 9.2). */
export function filterRow(row: Buffer, above: Buffer, step: number, filter: number): Buffer {
  return row.map((value, at) => {
    const left = at < step ? 0 : (row[at - step] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < step ? 0 : (above[at - step] ?? 0);
    return value - ([0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0);
  }) as Buffer;
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** An RGB or RGBA PNG of a scene, with all five filters in use. */
export const encodePng = (pixels: Pixels, { alpha = false } = {}, before: readonly Buffer[] = []): Buffer =>
  assemblePng({ ...pixels, colourType: alpha ? 6 : 2, rows: filteredRows(pixels, alpha ? 4 : 3), before });
