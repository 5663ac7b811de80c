import type { Channels } from "../png/expand";
import type { RasterArena } from "../raster/loops";
import { readBlock, storedBlock } from "./blocks";
import type { Directory } from "./directory";
import { decodeJpegBlock } from "./jpeg-block";
import { JPEG, OLD_JPEG, plainChannels, rowBytesOf, type TiffLayout } from "./layout";
import { oldJpegFile } from "./old-jpeg";
import { pixelWriter } from "./pixels";
import { plainRows, type ReadRows } from "./plain-rows";

/** A TIFF whose rows can be read from the top. */
export interface RowSource {
  readonly channels: Channels;
  /**
   * Calls back with the address of each row, which is valid during the call.
   *
   * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
   */
  readonly forEachRow: (use: (row: number) => void) => void;
}

const blocksAcross = ({ width, blockWidth }: TiffLayout): number => Math.ceil(width / blockWidth);

/** Reads blocks of any samples, converted to RGBA. */
function convertedRows(arena: RasterArena, bytes: Buffer, layout: TiffLayout, directory: Directory): ReadRows {
  const { blockWidth, blockHeight, compression, tiled, height } = layout;
  const { littleEndian } = directory;
  const isOld = compression === OLD_JPEG;
  const writeRow = compression === JPEG || isOld ? undefined : pixelWriter(layout, directory);
  const jpegOf = (index: number): Buffer =>
    isOld ? oldJpegFile(bytes, directory, layout) : storedBlock(bytes, layout, index);
  const rowBytes = rowBytesOf(layout);
  const blocks = blocksAcross(layout) * Math.ceil(height / blockHeight);
  const pixels = Buffer.allocUnsafe(blockWidth * 4);
  const row = arena.allocate(blockWidth * 4);
  return (index, lines, use) => {
    const rows = tiled ? blockHeight : lines;
    const block = writeRow
      ? readBlock(bytes, layout, { index, blocks, rows, littleEndian })
      : decodeJpegBlock(jpegOf(index), directory, layout, lines);
    for (let y = 0; y < lines; y++) {
      if (writeRow) writeRow(block.subarray(y * rowBytes, (y + 1) * rowBytes), blockWidth, pixels, 0);
      else block.copy(pixels, 0, y * blockWidth * 4, (y + 1) * blockWidth * 4);
      arena.bytes(row, blockWidth * 4).set(pixels);
      use(row, y);
    }
  };
}

/** The rows of a TIFF, in the memory of the inner loops. */
export function rowSource(arena: RasterArena, bytes: Buffer, layout: TiffLayout, directory: Directory): RowSource {
  const { width, height, blockWidth, blockHeight, tiled } = layout;
  const plain = plainChannels(layout);
  const channels = plain ?? 4;
  const readRows = plain ? plainRows(arena, bytes, layout) : convertedRows(arena, bytes, layout, directory);
  const across = blocksAcross(layout);
  const stride = width * channels;
  // Rows of a whole band of tiles.
  const band = tiled ? arena.allocate(stride * Math.min(blockHeight, height)) : 0;
  return {
    channels,
    forEachRow(use) {
      for (let top = 0, index = 0; top < height; top += blockHeight) {
        // The last strip may be shorter than the others; tiles never are.
        const lines = Math.min(blockHeight, height - top);
        if (!tiled) {
          readRows(index++, lines, use);
          continue;
        }
        for (let column = 0; column < across; column++) {
          const left = column * blockWidth * channels;
          const length = Math.min(blockWidth, width - column * blockWidth) * channels;
          readRows(index++, lines, (row, y) =>
            arena.bytes(band + y * stride + left, length).set(arena.bytes(row, length)),
          );
        }
        for (let y = 0; y < lines; y++) use(band + y * stride);
      }
    },
  };
}
