import { COLOURED, TRANSLUCENT } from "../loops/png/pixels";
import type { Bitmap } from "../pixels";
import { pngLoops } from "./loops";

/** Most entries of a palette (PNG specification, 11.2.2). */
const MAX_COLOURS = 256;
const SLOTS = 1024;

/** Properties of a bitmap that allow a smaller encoding. */
export interface PixelFacts {
  readonly opaque: boolean;
  /** R, G and B are equal in every pixel. */
  readonly grey: boolean;
  /** Every colour, the four bytes of a pixel read as one word; absent where there are more than 256. */
  readonly colours?: readonly number[];
}

/** A bitmap's pixels, one word each. */
export const pixelWords = ({ data, width, height }: Bitmap): Uint32Array =>
  data.byteOffset % 4 === 0
    ? new Uint32Array(data.buffer, data.byteOffset, width * height)
    : new Uint32Array(new Uint8Array(data).buffer, 0, width * height);

/** Hash table of colours, by open addressing: a Map would take longer than the whole rest of the encoder. */
export class ColourSet {
  readonly colours: number[] = [];
  private readonly words = new Uint32Array(SLOTS);
  private readonly indices = new Int16Array(SLOTS).fill(-1);

  /** Index of a colour, which is added where it is new; -1 where the table is full. */
  indexOf(word: number): number {
    let slot = Math.imul(word, 0x9e3779b1) >>> 22;
    for (;;) {
      const index = this.indices[slot] as number;
      if (index >= 0 && this.words[slot] === word) return index;
      if (index < 0) break;
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (this.colours.length === MAX_COLOURS) return -1;
    this.words[slot] = word;
    return (this.indices[slot] = this.colours.push(word) - 1);
  }
}

/** Visits every pixel once; counting of colours stops at the 257th. */
export function analyse(bitmap: Bitmap): PixelFacts {
  const words = pixelWords(bitmap);
  const set = new ColourSet();
  let counting = true;
  let previous = ~(words[0] ?? 0) >>> 0;
  for (let at = 0; counting && at < words.length; at++) {
    const word = words[at] as number;
    if (word === previous) continue;
    previous = word;
    counting = set.indexOf(word) >= 0;
  }
  const found = scan(bitmap.data);
  return {
    opaque: (found & TRANSLUCENT) === 0,
    grey: (found & COLOURED) === 0,
    ...(counting && { colours: set.colours }),
  };
}

/** Pixels that are handed to the inner loops at a time: few enough for the processor's level 2 cache. */
const PIXELS_AT_ONCE = 16 * 1024;

function scan(data: Buffer): number {
  return pngLoops.use((arena) => {
    const at = arena.allocate(PIXELS_AT_ONCE * 4);
    let found = 0;
    for (let from = 0; from < data.length && found !== (TRANSLUCENT | COLOURED); from += PIXELS_AT_ONCE * 4) {
      const part = data.subarray(from, from + PIXELS_AT_ONCE * 4);
      arena.bytes(at, part.length).set(part);
      found |= arena.loops.scanPixels(at, part.length / 4);
    }
    return found;
  });
}

/** The colours of a bitmap's pixels, three bytes each. */
export function packRgb({ data, width, height }: Bitmap): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  pngLoops.use((arena) => {
    const [at, packed] = [arena.allocate(PIXELS_AT_ONCE * 4), arena.allocate(PIXELS_AT_ONCE * 3)];
    for (let from = 0; from < data.length; from += PIXELS_AT_ONCE * 4) {
      const part = data.subarray(from, from + PIXELS_AT_ONCE * 4);
      arena.bytes(at, part.length).set(part);
      arena.loops.packRgb(at, packed, part.length / 4);
      rgb.set(arena.bytes(packed, (part.length / 4) * 3), (from / 4) * 3);
    }
  });
  return rgb;
}
