import type { Pixels } from "./scene";

const rgbOf = ({ data }: Pixels, pixel: number): readonly [number, number, number] => [
  data[pixel * 4] ?? 0,
  data[pixel * 4 + 1] ?? 0,
  data[pixel * 4 + 2] ?? 0,
];

/** 24-bit BMP, rows from the bottom, each padded to four bytes. */
export function encodeBmp(pixels: Pixels): Buffer {
  const { width, height } = pixels;
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = rgbOf(pixels, y * width + x);
      file.set([blue, green, red], 54 + (height - 1 - y) * rowBytes + x * 3);
    }
  }
  return file;
}

/** Uncompressed RGB TIFF, big-endian, one strip (TIFF 6.0, section 6). */
export function encodeTiff(pixels: Pixels, { orientation = 1 } = {}): Buffer {
  const { width, height } = pixels;
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 2],
    [273, 4, 8],
    [274, 3, orientation],
    [277, 3, 3],
    [278, 4, height],
    [279, 4, width * height * 3],
  ];
  const body = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) body.set(rgbOf(pixels, pixel), pixel * 3);
  const table = Buffer.alloc(2 + entries.length * 12 + 4);
  table.writeUInt16BE(entries.length, 0);
  entries.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    table.writeUInt16BE(tag, at);
    table.writeUInt16BE(type, at + 2);
    table.writeUInt32BE(1, at + 4);
    if (type === 3) table.writeUInt16BE(value, at + 8);
    else table.writeUInt32BE(value, at + 8);
  });
  const head = Buffer.from("MM\0*\0\0\0\0", "latin1");
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body, table]);
}

/** Index of a pixel in the 6x6x6 colour cube. */
const cubeIndex = ([red, green, blue]: readonly [number, number, number]): number =>
  Math.round(red / 51) * 36 + Math.round(green / 51) * 6 + Math.round(blue / 51);

/** GIF with a 6x6x6 colour cube; every frame after the first is one flat colour, so that a wrong frame shows. */
export function encodeGif(pixels: Pixels, { frames = 1, transparentIndex = -1 } = {}): Buffer {
  const { width, height } = pixels;
  const indices = Buffer.alloc(width * height).map((_, pixel) => cubeIndex(rgbOf(pixels, pixel))) as Buffer;
  const screen = Buffer.alloc(13);
  screen.write("GIF89a");
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  screen[10] = 0xf7;
  const palette = Buffer.alloc(768);
  for (let at = 0; at < 216; at++)
    palette.set([Math.floor(at / 36) * 51, (Math.floor(at / 6) % 6) * 51, (at % 6) * 51], at * 3);
  const parts: Buffer[] = [screen, palette];
  for (let frame = 0; frame < frames; frame++) {
    const flags = transparentIndex >= 0 ? 1 : 0;
    parts.push(Buffer.from([0x21, 0xf9, 4, flags, 10, 0, transparentIndex & 255, 0]));
    const descriptor = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    descriptor.writeUInt16LE(width, 5);
    descriptor.writeUInt16LE(height, 7);
    parts.push(descriptor, Buffer.from([8]), uncompressedLzw(frame === 0 ? indices : Buffer.alloc(indices.length, 30)));
  }
  return Buffer.concat([...parts, Buffer.from([0x3b])]);
}

/** LZW with nine-bit codes only: a clear code before the table would grow to ten bits (GIF89a, appendix F). */
export function uncompressedLzw(indices: Buffer): Buffer {
  const codes: number[] = [];
  for (let at = 0; at < indices.length; at++) {
    if (at % 250 === 0) codes.push(256);
    codes.push(indices[at] ?? 0);
  }
  codes.push(257);
  const packed = Buffer.alloc(Math.ceil((codes.length * 9) / 8) + 1);
  codes.forEach((code, index) => {
    const bit = index * 9;
    const at = bit >> 3;
    packed.writeUInt16LE(packed.readUInt16LE(at) | ((code << (bit & 7)) & 0xffff), at);
    if ((bit & 7) > 7) packed[at + 2] = (packed[at + 2] ?? 0) | (code >> (16 - (bit & 7)));
  });
  const blocks: Buffer[] = [];
  for (let at = 0; at < packed.length; at += 255) {
    const block = packed.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return Buffer.concat([...blocks, Buffer.from([0])]);
}
