import { corrupt } from "../image-error";

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

/** Position of a frame on the canvas, pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
}

/** What a GIF states before the pixels of its first frame. */
export interface GifHeader {
  /** The logical screen, or as much more as the first frame needs: so libnsgif and Pillow take it. Pixels. */
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  /** Red, green and blue of each colour; undefined where the file has no colour table. */
  readonly colours: Buffer | undefined;
  /** Index of the transparent colour; -1: none. */
  readonly transparent: number;
  /** Bits of a colour index, 1 to 8. */
  readonly minCodeSize: number;
  /** The data sub-blocks of the first frame. @throws IMAGE_CORRUPT where the file ends in them */
  readonly blocks: () => Generator<Buffer>;
}

function readFrame(reader: Reader): { readonly frame: Frame; readonly flags: number } {
  const descriptor = reader.take(9);
  const flags = descriptor[8] as number;
  const frame = {
    left: descriptor.readUInt16LE(0),
    top: descriptor.readUInt16LE(2),
    width: descriptor.readUInt16LE(4),
    height: descriptor.readUInt16LE(6),
    interlaced: (flags & 0x40) !== 0,
  };
  if (frame.width === 0 || frame.height === 0) throw corrupt("GIF", "its first frame has no pixels");
  return { frame, flags };
}

/**
 * Reads the screen, the extensions and the descriptor of the first frame (GIF89a, sections 18 to 23).
 *
 * @throws IMAGE_CORRUPT
 */
export function readHeader(bytes: Buffer): GifHeader {
  const reader = new Reader(bytes);
  const screen = reader.take(13);
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
      const { frame, flags } = readFrame(reader);
      const colours = reader.colours(flags) ?? shared;
      const minCodeSize = reader.byte();
      if (minCodeSize < 1 || minCodeSize > 8) throw corrupt("GIF", `its LZW minimum code size is ${minCodeSize}`);
      const width = Math.max(screen.readUInt16LE(6), frame.left + frame.width);
      const height = Math.max(screen.readUInt16LE(8), frame.top + frame.height);
      return { width, height, frame, colours, transparent, minCodeSize, blocks: () => reader.blocks() };
    } else throw corrupt("GIF", "it has no frame");
  }
}
