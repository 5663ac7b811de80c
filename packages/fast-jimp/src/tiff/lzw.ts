import { corrupt } from "../image-error";
import { BAD_CODE, LZW_TABLE_BYTES } from "../loops/raster/lzw";
import { rasterLoops, type RasterArena } from "../raster/loops";

/** Where the data of a strip or tile, its decompressed bytes and the table of strings lie in an arena. */
interface LzwAreas {
  readonly stored: number;
  readonly out: number;
  /** {@link LZW_TABLE_BYTES}. */
  readonly table: number;
}

/**
 * Decompresses a strip or tile of TIFF's LZW (TIFF 6.0, section 13).
 *
 * @throws IMAGE_CORRUPT
 */
export function inflateLzw(arena: RasterArena, data: Buffer, bytes: number, { stored, out, table }: LzwAreas): void {
  arena.bytes(stored, data.length).set(data);
  const count = arena.loops.decodeTiffLzw(stored, data.length, out, bytes, table);
  if (count === BAD_CODE) throw corrupt("TIFF", "its LZW data has a code that is not in the table");
  if (count < bytes) throw corrupt("TIFF", "a strip or tile is cut short");
}

/** As {@link inflateLzw}, to a buffer. */
export const decodeTiffLzw = (data: Buffer, bytes: number): Buffer =>
  rasterLoops.use((arena) => {
    const areas = {
      stored: arena.allocate(data.length),
      out: arena.allocate(bytes),
      table: arena.allocate(LZW_TABLE_BYTES),
    };
    inflateLzw(arena, data, bytes, areas);
    return Buffer.from(arena.bytes(areas.out, bytes));
  });
