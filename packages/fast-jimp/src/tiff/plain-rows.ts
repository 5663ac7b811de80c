import { LZW_TABLE_BYTES } from "../loops/raster/lzw";
import type { RasterArena } from "../raster/loops";
import { storedBlock } from "./blocks";
import { decompress } from "./decompress";
import { inflateLzw } from "./lzw";
import { LZW, type TiffLayout } from "./layout";

/** Bytes that are copied at a time: few enough for the processor's level 2 cache. */
const CHUNK_BYTES = 128 * 1024;

/** Receives the address of a row of a block, and which it is; the row is valid during the call. */
type UseRow = (row: number, y: number) => void;

/** Reads the first `lines` rows of a block. @throws IMAGE_CORRUPT where it is cut short or cannot be decompressed */
export type ReadRows = (index: number, lines: number, use: UseRow) => void;

/** Reads blocks of plain samples in the memory of the inner loops. */
export function plainRows(arena: RasterArena, bytes: Buffer, layout: TiffLayout): ReadRows {
  const { blockWidth, blockHeight, samples, predictor, compression, tiled } = layout;
  const rowBytes = blockWidth * samples;
  const finish = (row: number, y: number, use: UseRow): void => {
    if (predictor === 2) arena.loops.sumAcross(row, rowBytes, samples);
    use(row, y);
  };
  if (compression === LZW) {
    const largest = Math.max(...layout.lengths.map((_, index) => storedLength(bytes, layout, index)));
    const areas = {
      stored: arena.allocate(largest),
      out: arena.allocate(rowBytes * blockHeight),
      table: arena.allocate(LZW_TABLE_BYTES),
    };
    return (index, lines, use) => {
      inflateLzw(arena, storedBlock(bytes, layout, index), rowBytes * (tiled ? blockHeight : lines), areas);
      for (let y = 0; y < lines; y++) finish(areas.out + y * rowBytes, y, use);
    };
  }
  const rowsAtOnce = Math.max(1, Math.min(blockHeight, Math.floor(CHUNK_BYTES / rowBytes)));
  const chunk = arena.allocate(rowsAtOnce * rowBytes);
  return (index, lines, use) => {
    const rows = tiled ? blockHeight : lines;
    const fax = { width: blockWidth, rows, twoDimensional: false };
    const data = decompress(storedBlock(bytes, layout, index), compression, rowBytes * rows, fax);
    for (let top = 0; top < lines; top += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, lines - top);
      arena.bytes(chunk, count * rowBytes).set(data.subarray(top * rowBytes, (top + count) * rowBytes));
      for (let y = 0; y < count; y++) finish(chunk + y * rowBytes, top + y, use);
    }
  };
}

/** Bytes of a block that the file has. */
const storedLength = (bytes: Buffer, { offsets, lengths }: TiffLayout, index: number): number =>
  Math.max(0, Math.min(lengths[index] as number, bytes.length - (offsets[index] as number)));
