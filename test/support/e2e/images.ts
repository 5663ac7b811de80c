import sharp from "sharp";

/** A colour, 0..255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of {@link corners}. */
export const cornerColours = {
  topLeft: [230, 40, 40],
  topRight: [40, 200, 60],
  bottomLeft: [40, 70, 220],
  bottomRight: [240, 220, 60],
} as const satisfies Record<string, Rgb>;

/** An image with another colour in each quarter, so that a rotated or mirrored one differs. */
export function corners(width: number, height: number): sharp.Sharp {
  const quarter = (left: number, top: number, [r, g, b]: Rgb) => ({
    input: { create: { width: width / 2, height: height / 2, channels: 3 as const, background: { r, g, b } } },
    left,
    top,
  });
  const { topLeft, topRight, bottomLeft, bottomRight } = cornerColours;
  return sharp({ create: { width, height, channels: 3, background: "black" } }).composite([
    quarter(0, 0, topLeft),
    quarter(width / 2, 0, topRight),
    quarter(0, height / 2, bottomLeft),
    quarter(width / 2, height / 2, bottomRight),
  ]);
}

/** {@link corners} as JPEG. */
export async function jpeg(width = 640, height = 480): Promise<Buffer> {
  return corners(width, height).jpeg({ quality: 90 }).toBuffer();
}

/** The colour in the middle of a quarter of an image; x and y are 0 (left, top) or 1. */
export async function colourAt(image: Buffer, x: 0 | 1, y: 0 | 1): Promise<Rgb> {
  const { data, info } = await sharp(image)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [column, row] = [Math.floor(info.width * (0.25 + 0.5 * x)), Math.floor(info.height * (0.25 + 0.5 * y))];
  const at = (row * info.width + column) * info.channels;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}

/** Distance of two colours: the largest difference of a channel. */
export function distance(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

/** A PNG that has a header of the given size and nothing else. */
export function pngHeaderOnly(width: number, height: number): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write("IHDR", 4, "latin1");
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  header.set([8, 2, 0, 0, 0], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), header]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
