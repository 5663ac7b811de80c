import { corrupt } from "../image-error";
import type { ReductionTarget } from "../png/plan-reduction";
import { BoxReducer, type ReducedPixels } from "../png/reduce";
import { rasterLoops } from "../raster/loops";
import { coloursOf, joined, rowOrder } from "./draw-frame";
import { readHeader, type FrameHeader } from "./header";
import { decodeLzw } from "./lzw";
import { planGif } from "./memory";

/** Red, green, blue and alpha of every index. */
function tableOf(header: FrameHeader): Uint8Array {
  const colours = coloursOf(header);
  const table = new Uint8Array(256 * 4);
  for (let index = 0; index * 3 < colours.length; index++) {
    if (index !== header.transparent) table.set([...colours.subarray(index * 3, index * 3 + 3), 255], index * 4);
  }
  return table;
}

/** @throws IMAGE_CORRUPT for an index that has no colour */
function checkIndices(indices: Uint8Array, header: FrameHeader): void {
  const colours = coloursOf(header).length / 3;
  if (colours === 256) return;
  for (const index of indices) {
    if (index >= colours && index !== header.transparent)
      throw corrupt("GIF", `colour index ${index} is outside the colour table`);
  }
}

/**
 * Decodes the first frame of a GIF on a transparent canvas, reduced row by row to about the size that is needed.
 *
 * @throws IMAGE_CORRUPT where the file ends before the frame is complete, or violates the format
 */
export function decodeGifReduced(bytes: Buffer, target: ReductionTarget): ReducedPixels {
  const header = readHeader(bytes);
  const { width, height, frame, minCodeSize } = header;
  const { data, problem } = joined(header);
  return rasterLoops.use((arena) => {
    const { address, count } = decodeLzw(arena, data, minCodeSize, frame.width * frame.height);
    if (count < frame.width * frame.height)
      throw corrupt("GIF", problem ?? "the LZW data of its frame is broken or cut short");
    checkIndices(arena.bytes(address, count), header);
    const table = arena.place(tableOf(header));
    const row = arena.allocate(width * 4);
    arena.bytes(row, width * 4).fill(0);
    const { columns, rows } = planGif(header, target);
    const reducer = new BoxReducer(arena, width, height, 4, columns, rows);
    const stored = new Int32Array(height).fill(-1);
    for (const [at, y] of rowOrder(frame).entries()) stored[frame.top + y] = at;
    const empty = arena.allocate(width * 4);
    arena.bytes(empty, width * 4).fill(0);
    for (const at of stored) {
      if (at >= 0) arena.loops.expandIndices(address + at * frame.width, frame.width, table, row + frame.left * 4);
      reducer.add(at < 0 ? empty : row);
    }
    return reducer.finish();
  });
}
