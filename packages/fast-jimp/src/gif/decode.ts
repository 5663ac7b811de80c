import { corrupt } from "../image-error";
import type { Bitmap } from "../pixels";
import { decodeLzw } from "./lzw";

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;

/** Reads a GIF's fields in order; a read beyond the end of the file is refused. */
class Reader {
  at = 0;
  constructor(private readonly bytes: Buffer) {}

  take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw corrupt("GIF", "it ends before its first frame is complete");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  /** Data sub-blocks up to the empty one (GIF89a, section 15). */
  *blocks(): Generator<Buffer> {
    for (let size = this.byte(); size > 0; size = this.byte()) yield this.take(size);
  }

  /** The colour table, where the flags announce one (GIF89a, section 19). */
  colours(flags: number): Buffer | undefined {
    return flags & 0x80 ? this.take(3 << ((flags & 7) + 1)) : undefined;
  }
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
}

/** For each row in file order, its row in the frame (GIF89a, appendix E). */
function rowOrder({ height, interlaced }: Frame): number[] {
  const passes = interlaced ? [[0, 8], [4, 8], [2, 4], [1, 2]] : [[0, 1]]; // prettier-ignore
  return passes.flatMap(([first = 0, step = 1]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first) / step)) }, (_, row) => first + row * step),
  );
}

function readFrame(reader: Reader, width: number, height: number): { frame: Frame; flags: number } {
  const descriptor = reader.take(9);
  const flags = descriptor[8] as number;
  const [left, top] = [descriptor.readUInt16LE(0), descriptor.readUInt16LE(2)];
  const frame = {
    left,
    top,
    width: descriptor.readUInt16LE(4),
    height: descriptor.readUInt16LE(6),
    interlaced: (flags & 0x40) !== 0,
  };
  const inside = left + frame.width <= width && top + frame.height <= height;
  if (!inside || frame.width === 0 || frame.height === 0)
    throw corrupt("GIF", "the first frame lies outside the logical screen");
  return { frame, flags };
}

/** The frame's pixels on a transparent canvas of the size of the logical screen. */
function draw(
  indices: Uint8Array,
  frame: Frame,
  colours: Buffer,
  transparent: number,
  width: number,
  height: number,
): Bitmap {
  const data = Buffer.alloc(width * height * 4);
  let from = 0;
  for (const row of rowOrder(frame)) {
    let to = ((frame.top + row) * width + frame.left) * 4;
    for (let x = 0; x < frame.width; x++, to += 4) {
      const index = indices[from++] as number;
      if (index === transparent) continue;
      if (index * 3 + 3 > colours.length) throw corrupt("GIF", `colour index ${index} is outside the colour table`);
      data[to] = colours[index * 3] as number;
      data[to + 1] = colours[index * 3 + 1] as number;
      data[to + 2] = colours[index * 3 + 2] as number;
      data[to + 3] = 255;
    }
  }
  return { data, width, height };
}

/** Memory that {@link decodeGif} takes, bytes: 4 per pixel for the bitmap, 1 for indices; LZW data is joined. */
export const gifMemory = (bytes: Buffer): number => bytes.readUInt16LE(6) * bytes.readUInt16LE(8) * 5 + bytes.length;

/**
 * Decodes the first frame of a GIF (GIF87a, GIF89a). Later frames are not read.
 *
 * @throws IMAGE_CORRUPT where the file ends before the frame is complete, or violates the format
 */
export function decodeGif(bytes: Buffer): Bitmap {
  const reader = new Reader(bytes);
  const screen = reader.take(13);
  const [width, height] = [screen.readUInt16LE(6), screen.readUInt16LE(8)];
  const shared = reader.colours(screen[10] as number);
  let transparent = -1;
  for (;;) {
    const kind = reader.byte();
    if (kind === EXTENSION) {
      const label = reader.byte();
      for (const block of reader.blocks()) {
        if (label === GRAPHIC_CONTROL && block.length >= 4)
          transparent = (block[0] as number) & 1 ? (block[3] as number) : -1;
      }
    } else if (kind === IMAGE) {
      const { frame, flags } = readFrame(reader, width, height);
      const colours = reader.colours(flags) ?? shared;
      if (!colours) throw corrupt("GIF", "it has no colour table");
      const minCodeSize = reader.byte();
      if (minCodeSize < 1 || minCodeSize > 8) throw corrupt("GIF", `its LZW minimum code size is ${minCodeSize}`);
      const indices = decodeLzw(Buffer.concat([...reader.blocks()]), minCodeSize, frame.width * frame.height);
      if (!indices) throw corrupt("GIF", "the LZW data of the first frame is broken or cut short");
      return draw(indices, frame, colours, transparent, width, height);
    } else throw corrupt("GIF", "it has no frame");
  }
}
