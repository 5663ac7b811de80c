import { LZW_TABLE_BYTES } from "../loops/raster/lzw";
import type { RasterArena } from "../raster/loops";

/** Colour indices of a frame, in the memory of the inner loops. */
interface Indices {
  readonly address: number;
  /** How many of them were in the data: fewer than wanted where it is broken or too short. */
  readonly count: number;
}

/**
 * Decompresses GIF's variable-length LZW (GIF89a, appendix F) into `wanted` indices, as far as the data goes.
 *
 * @param data the image's data sub-blocks, joined
 */
export function decodeLzw(arena: RasterArena, data: Uint8Array, minCodeSize: number, wanted: number): Indices {
  const table = arena.allocate(LZW_TABLE_BYTES);
  const address = arena.allocate(wanted);
  const stored = arena.place(data);
  const count = arena.loops.decodeGifLzw(stored, data.length, address, wanted, table, minCodeSize);
  return { address, count };
}
