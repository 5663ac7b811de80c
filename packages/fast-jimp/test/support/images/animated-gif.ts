import { uncompressedLzw } from "./other-formats";
import { seededRandom } from "./scene";

export interface GifFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Colours of the shared palette, 0..255, row by row. */
  readonly indices: Buffer;
  /** 0..7 (GIF89a, section 23). */
  readonly disposal: number;
  /** Index of the transparent colour; -1: none. */
  readonly transparent: number;
  /** Hundredths of a second. */
  readonly delayCs: number;
}

export interface GifAnimation {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly GifFrame[];
  /** Value of the NETSCAPE2.0 extension; absent: none. */
  readonly loop?: number;
}

/** An animated GIF with a shared palette of 256 colours, all different. */
export function encodeAnimatedGif({ width, height, frames, loop }: GifAnimation): Buffer {
  const screen = Buffer.alloc(13);
  screen.write("GIF89a");
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  screen[10] = 0xf7;
  const palette = Buffer.alloc(768);
  for (let index = 0; index < 256; index++) palette.set([index, (index * 7) & 255, 255 - index], index * 3);
  const extension =
    loop === undefined
      ? []
      : [Buffer.from([0x21, 0xff, 11, ...Buffer.from("NETSCAPE2.0"), 3, 1, loop & 255, loop >> 8, 0])];
  const parts = frames.flatMap((frame) => {
    const control = Buffer.from([0x21, 0xf9, 4, (frame.disposal << 2) | (frame.transparent < 0 ? 0 : 1), 0, 0, 0, 0]);
    control.writeUInt16LE(frame.delayCs, 4);
    control[6] = Math.max(0, frame.transparent);
    const descriptor = Buffer.alloc(10);
    descriptor[0] = 0x2c;
    [frame.left, frame.top, frame.width, frame.height].forEach((side, at) =>
      descriptor.writeUInt16LE(side, 1 + at * 2),
    );
    return [control, descriptor, Buffer.from([8]), uncompressedLzw(frame.indices)];
  });
  return Buffer.concat([screen, palette, ...extension, ...parts, Buffer.from([0x3b])]);
}

/** An animation of frames with random areas, disposals, transparent pixels and delays; the first covers the canvas. */
export function randomGifAnimation(seed: number, { width = 24, height = 16, count = 8 } = {}): GifAnimation {
  const random = seededRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const frames = Array.from({ length: count }, (_, at): GifFrame => {
    const [left, top] = at === 0 ? [0, 0] : [below(width - 1), below(height - 1)];
    const [columns, rows] = at === 0 ? [width, height] : [1 + below(width - left), 1 + below(height - top)];
    const transparent = random() < 0.6 ? below(256) : -1;
    const colour = below(256);
    const indices = Buffer.alloc(columns * rows).map(() =>
      random() < 0.3 && transparent >= 0 ? transparent : (colour + below(20)) & 255,
    ) as Buffer;
    return {
      ...{ left, top, width: columns, height: rows, indices, transparent },
      disposal: below(4),
      delayCs: 2 + below(100),
    };
  });
  return { width, height, frames, loop: below(5) };
}
