import { corrupt } from "../image-error";
import type { Bitmap } from "../pixels";
import { readHeader, type Frame, type GifHeader } from "./header";
import { decodeLzw } from "./lzw";

/** For each row in file order, its row in the frame (GIF89a, appendix E). */
function rowOrder({ height, interlaced }: Frame): number[] {
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
  const count = 1 << bits;
  return Buffer.from(
    Array.from({ length: count * 3 }, (_, at) => Math.round((Math.floor(at / 3) * 255) / (count - 1))),
  );
}

/** The frame's pixels on a transparent canvas. */
function draw(indices: Uint8Array, { width, height, frame, colours, transparent, minCodeSize }: GifHeader): Bitmap {
  const data = Buffer.alloc(width * height * 4);
  const table = colours ?? greyLevels(minCodeSize);
  let from = 0;
  for (const row of rowOrder(frame)) {
    let to = ((frame.top + row) * width + frame.left) * 4;
    for (let x = 0; x < frame.width; x++, to += 4) {
      const index = indices[from++] as number;
      if (index === transparent) continue;
      if (index * 3 + 3 > table.length) throw corrupt("GIF", `colour index ${index} is outside the colour table`);
      data[to] = table[index * 3] as number;
      data[to + 1] = table[index * 3 + 1] as number;
      data[to + 2] = table[index * 3 + 2] as number;
      data[to + 3] = 255;
    }
  }
  return { data, width, height };
}

/** Memory that {@link decodeGif} takes, bytes: 4 per pixel for the bitmap, 1 for indices; LZW data is joined. */
export const gifMemory = (bytes: Buffer, { width, height }: { readonly width: number; readonly height: number }) =>
  width * height * 5 + bytes.length;

/**
 * Decodes the first frame of a GIF (GIF87a, GIF89a). Later frames are not read.
 *
 * @throws IMAGE_CORRUPT where the file ends before the frame is complete, or violates the format
 */
export function decodeGif(bytes: Buffer): Bitmap {
  const header = readHeader(bytes);
  const { frame, minCodeSize } = header;
  const indices = decodeLzw(Buffer.concat([...header.blocks()]), minCodeSize, frame.width * frame.height);
  if (!indices) throw corrupt("GIF", "the LZW data of the first frame is broken or cut short");
  return draw(indices, header);
}
