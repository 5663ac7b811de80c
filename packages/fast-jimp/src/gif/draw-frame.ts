import { ImageError } from "../image-error";
import type { Bitmap } from "../pixels";
import { rasterLoops } from "../raster/loops";
import type { Frame, FrameHeader } from "./header";
import { decodeLzw } from "./lzw";

/** For each row in file order, its row in the frame (GIF89a, appendix E). */
export function rowOrder({ height, interlaced }: Frame): number[] {
  const passes = interlaced ? [[0, 8], [4, 8], [2, 4], [1, 2]] : [[0, 1]]; // prettier-ignore
  return passes.flatMap(([first = 0, step = 1]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first) / step)) }, (_, row) => first + row * step),
  );
}

/**
 * Grey levels from black to white, for a file without a colour table: GIF89a, section 18, leaves the table to the
 * reader, and recommends black and white where there are two colours.
 */
function greyLevels(bits: number): Buffer {
  // An index has 8 bits, however long the codes are.
  const count = 1 << Math.min(bits, 8);
  return Buffer.from(
    Array.from({ length: count * 3 }, (_, at) => Math.round((Math.floor(at / 3) * 255) / (count - 1))),
  );
}

/** Red, green and blue of each colour of a frame. */
export const coloursOf = ({ colours, minCodeSize }: FrameHeader): Buffer => colours ?? greyLevels(minCodeSize);

/** The data sub-blocks, joined, up to where the file ends. */
export function joined({ blocks }: FrameHeader): { readonly data: Buffer; readonly problem?: string } {
  const parts: Buffer[] = [];
  try {
    for (const block of blocks()) parts.push(block);
    return { data: Buffer.concat(parts) };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { data: Buffer.concat(parts), problem: "it ends before its frame is complete" };
  }
}

/**
 * Gives missing rows of an interlaced frame the pixels of the row of an earlier pass above, as progressive displays do.
 */
function repeatRows(canvas: Bitmap, { left, top, width }: Frame, missing: readonly number[]): void {
  const right = Math.min(left + width, canvas.width);
  for (const row of missing) {
    // Rows of the passes after the first are 4, 2 and 1 below one of those before.
    const back = row & 1 ? 1 : row & 2 ? 2 : row & 4 ? 4 : 0;
    const y = top + row;
    if (back === 0 || y >= canvas.height || right <= left) continue;
    const from = ((y - back) * canvas.width + left) * 4;
    canvas.data.copyWithin((y * canvas.width + left) * 4, from, from + (right - left) * 4);
  }
}

/** How far a frame was drawn. */
export interface DrawnFrame {
  /** Pixels, in the order of the file. */
  readonly drawn: number;
  /** What is wrong with the data; undefined: the frame is complete. */
  readonly problem?: string;
}

/** Draws a frame on a canvas, as far as its data goes; what lies outside the canvas is left out. */
export function drawFrame(canvas: Bitmap, header: FrameHeader): DrawnFrame {
  const { data, problem } = joined(header);
  return rasterLoops.use((arena) => {
    const wanted = header.frame.width * header.frame.height;
    const { address, count } = decodeLzw(arena, data, header.minCodeSize, wanted);
    const broken = count < wanted ? (problem ?? "the LZW data of its frame is broken or cut short") : undefined;
    return drawIndices(canvas, header, arena.bytes(address, count), broken);
  });
}

/** @param broken what is wrong with the data behind the indices */
function drawIndices(canvas: Bitmap, header: FrameHeader, indices: Uint8Array, broken: string | undefined): DrawnFrame {
  const { frame, transparent } = header;
  const count = indices.length;
  const table = coloursOf(header);
  let from = 0;
  const rows = rowOrder(frame);
  for (const [at, row] of rows.entries()) {
    const y = frame.top + row;
    for (let x = frame.left; x < frame.left + frame.width; x++) {
      if (from === count && broken !== undefined) {
        if (frame.interlaced) repeatRows(canvas, frame, rows.slice(at));
        return { drawn: count, problem: broken };
      }
      const index = indices[from++] as number;
      if (index === transparent || x >= canvas.width || y >= canvas.height) continue;
      if (index * 3 + 3 > table.length) {
        return { drawn: from - 1, problem: `colour index ${index} is outside the colour table` };
      }
      const to = (y * canvas.width + x) * 4;
      canvas.data[to] = table[index * 3] as number;
      canvas.data[to + 1] = table[index * 3 + 1] as number;
      canvas.data[to + 2] = table[index * 3 + 2] as number;
      canvas.data[to + 3] = 255;
    }
  }
  return { drawn: from };
}
