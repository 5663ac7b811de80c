import { MAX_LITERAL_BITS } from "../loops/raster/lzw";
import { corrupt } from "../image-error";

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
/** Application extensions that say how often an animation is repeated: not in GIF89a, but read by all. */
const LOOP_EXTENSIONS = ["NETSCAPE2.0", "ANIMEXTS1.0"];

const CUT_SHORT = "it ends before its frame is complete";

/** Reads a GIF's fields in order; a read beyond the end of the file is refused. */
class Reader {
  at = 0;
  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw corrupt("GIF", CUT_SHORT);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  /** Data sub-blocks up to the empty one (GIF89a, section 15). Of one that is cut short, what is left comes first. */
  *blocks(): Generator<Buffer> {
    for (let size = this.byte(); size > 0; size = this.byte()) {
      const left = Math.min(size, this.bytes.length - this.at);
      yield this.take(left);
      if (left < size) throw corrupt("GIF", CUT_SHORT);
    }
  }

  skip(): void {
    for (let size = this.byte(); size > 0; size = this.byte()) this.take(size);
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

/** The graphic control extension before a frame (GIF89a, section 23). */
interface GraphicControl {
  /** Index of the transparent colour; -1: none. */
  readonly transparent: number;
  /** What is done after the frame was shown: 0 and 1 nothing, 2 its area is cleared, 3 and above it is restored. */
  readonly disposal: number;
  /** How long the frame is shown, milliseconds. */
  readonly delayMs: number;
}

const NO_CONTROL: GraphicControl = { transparent: -1, disposal: 0, delayMs: 0 };

/** What a GIF states before the pixels of a frame. */
export interface FrameHeader extends GraphicControl {
  /** Red, green, blue and alpha of what is behind the frames; all 0 where the file has no shared colour table. */
  readonly background: readonly [number, number, number, number];
  readonly frame: Frame;
  /** Red, green and blue of each colour; undefined where the file has no colour table. */
  readonly colours: Buffer | undefined;
  /** Bits of a colour index, 1 to 8. */
  readonly minCodeSize: number;
  /** The data sub-blocks of the frame. @throws IMAGE_CORRUPT where the file ends in them */
  readonly blocks: () => Generator<Buffer>;
  /** Reads past the data sub-blocks. @throws IMAGE_CORRUPT where the file ends in them */
  readonly skip: () => void;
}

/** What a GIF states before the pixels of its first frame. */
export interface GifHeader extends FrameHeader {
  /** The logical screen, or as much more as the first frame needs: so libnsgif and Pillow take it. Pixels. */
  readonly width: number;
  readonly height: number;
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
  if (frame.width === 0 || frame.height === 0) throw corrupt("GIF", "its frame has no pixels");
  return { frame, flags };
}

function readControl(block: Buffer): GraphicControl {
  const flags = block[0] as number;
  return {
    transparent: flags & 1 ? (block[3] as number) : -1,
    disposal: (flags >> 2) & 7,
    delayMs: block.readUInt16LE(1) * 10,
  };
}

/** Reads the blocks of a GIF up to each frame's pixels, one frame after the other. */
export class GifReader {
  readonly screen: Buffer;
  private readonly reader: Reader;
  private readonly shared: Buffer | undefined;
  /** How often the frames are shown, 0: for ever; known behind the extension that says so. */
  plays = 1;

  constructor(bytes: Buffer) {
    this.reader = new Reader(bytes);
    this.screen = this.reader.take(13);
    this.shared = this.reader.colours(this.screen[10] as number);
  }

  /** Of the shared colour table (GIF89a, section 18); one outside of it is its first, as in libnsgif. */
  private get background(): FrameHeader["background"] {
    const { shared, screen } = this;
    if (!shared) return [0, 0, 0, 0];
    const index = screen[11] as number;
    const at = index * 3 < shared.length ? index * 3 : 0;
    return [shared[at] as number, shared[at + 1] as number, shared[at + 2] as number, 255];
  }

  /**
   * The next frame; the data sub-blocks of the one before must have been read. Undefined at the trailer, or where the
   * file ends behind a frame.
   *
   * @throws IMAGE_CORRUPT
   */
  next(isFirst: boolean): FrameHeader | undefined {
    const { reader } = this;
    let control = NO_CONTROL;
    for (;;) {
      if (!isFirst && reader.isAtEnd) return undefined;
      const kind = reader.byte();
      if (kind === EXTENSION) control = this.readExtension() ?? control;
      else if (kind === IMAGE) {
        const { frame, flags } = readFrame(reader);
        const colours = reader.colours(flags) ?? this.shared;
        const minCodeSize = reader.byte();
        // GIF89a ends at 8 bits; Pillow and libnsgif read more.
        if (minCodeSize < 1 || minCodeSize > MAX_LITERAL_BITS)
          throw corrupt("GIF", `its LZW minimum code size is ${minCodeSize}`);
        const { background } = this;
        return {
          frame,
          colours,
          minCodeSize,
          background,
          ...control,
          blocks: () => reader.blocks(),
          skip: () => reader.skip(),
        };
      } else if (kind === TRAILER && !isFirst) return undefined;
      else throw corrupt("GIF", isFirst ? "it has no frame" : `a block of it begins with ${kind}`);
    }
  }

  private readExtension(): GraphicControl | undefined {
    const label = this.reader.byte();
    const blocks = [...this.reader.blocks()];
    if (label === GRAPHIC_CONTROL)
      return blocks
        .filter(({ length }) => length >= 4)
        .map(readControl)
        .at(-1);
    const [name, loop] = blocks;
    const isLoop = label === APPLICATION && LOOP_EXTENSIONS.includes(name?.toString("latin1") ?? "");
    if (isLoop && loop?.length === 3 && loop[0] === 1) {
      const repeats = loop.readUInt16LE(1);
      // So browsers and libwebp's gif2webp take it: what is counted comes after the first time.
      this.plays = repeats === 0 ? 0 : repeats + 1;
    }
    return undefined;
  }
}

/**
 * Reads the screen, the extensions and the descriptor of the first frame (GIF89a, sections 18 to 23).
 *
 * @throws IMAGE_CORRUPT
 */
export function readHeader(bytes: Buffer): GifHeader {
  const reader = new GifReader(bytes);
  return withCanvas(reader.screen, reader.next(true) as FrameHeader);
}

function withCanvas(screen: Buffer, first: FrameHeader): GifHeader {
  const width = Math.max(screen.readUInt16LE(6), first.frame.left + first.frame.width);
  const height = Math.max(screen.readUInt16LE(8), first.frame.top + first.frame.height);
  return { ...first, width, height };
}

/**
 * Reads the headers of all frames, in order. The data sub-blocks of each must be read before the next one is.
 *
 * @throws IMAGE_CORRUPT where the file ends in a frame, or a block is none of GIF89a's
 */
export function* readFrames(bytes: Buffer): Generator<GifHeader> {
  const reader = new GifReader(bytes);
  const first = withCanvas(reader.screen, reader.next(true) as FrameHeader);
  yield first;
  const { width, height } = first;
  for (let next = reader.next(false); next; next = reader.next(false)) yield { ...next, width, height };
}
