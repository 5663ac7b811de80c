import { acSymbols, BitWriter, codeBlock, dcSymbols, transformBlock } from "./jpeg-bits";
import type { Pixels } from "./scene";

/** A marker segment with its length (ITU-T T.81, B.1.1.4). */
export function jpegSegment(marker: number, body: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** One colour component: a sample 0..255 for every pixel of the image. */
export interface JpegComponent {
  readonly sample: (x: number, y: number) => number;
  /** Sampling factors 1..4. Default 1. */
  readonly horizontal?: number;
  readonly vertical?: number;
}

export interface JpegParts {
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** Divisor of every coefficient, 1..255. Default 2. */
  readonly quantiser?: number;
  /** Blocks of the smallest coded unit between restart markers. Default 0 (none). */
  readonly restartInterval?: number;
  /** Segments before the frame header: APPn, COM. */
  readonly segments?: readonly Buffer[];
}

const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);

const huffmanTables = (): Buffer => {
  const table = (id: number, bits: number, symbols: readonly number[]): number[] => [
    id,
    ...Array.from({ length: 16 }, (_, length) => (length + 1 === bits ? symbols.length : 0)),
    ...symbols,
  ];
  return jpegSegment(0xc4, Buffer.from([...table(0x00, 4, dcSymbols), ...table(0x10, 8, acSymbols)]));
};

/** A baseline JPEG with any number of components and sampling factors: plain, slow and easy to check. */
function assembleJpeg({
  width,
  height,
  components,
  quantiser = 2,
  restartInterval = 0,
  segments = [],
}: JpegParts): Buffer {
  const frame = Buffer.from([
    8,
    0,
    0,
    0,
    0,
    components.length,
    ...components.flatMap(({ horizontal = 1, vertical = 1 }, id) => [id + 1, (horizontal << 4) | vertical, 0]),
  ]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const scan = Buffer.from([components.length, ...components.flatMap((_, id) => [id + 1, 0]), 0, 63, 0]);
  const interval = jpegSegment(0xdd, Buffer.from([restartInterval >> 8, restartInterval & 255]));
  return Buffer.concat([
    START,
    ...segments,
    jpegSegment(0xdb, Buffer.from([0, ...new Array<number>(64).fill(quantiser)])),
    jpegSegment(0xc0, frame),
    huffmanTables(),
    ...(restartInterval > 0 ? [interval] : []),
    jpegSegment(0xda, scan),
    entropyCoded(width, height, components, quantiser, restartInterval),
    END,
  ]);
}

function entropyCoded(
  width: number,
  height: number,
  components: readonly JpegComponent[],
  quantiser: number,
  restartInterval: number,
): Buffer {
  const out = new BitWriter();
  // A single component is not interleaved: its units are single blocks (ITU-T T.81, A.2.2).
  const single = components.length === 1;
  const maxH = single ? 1 : Math.max(...components.map((component) => component.horizontal ?? 1));
  const maxV = single ? 1 : Math.max(...components.map((component) => component.vertical ?? 1));
  const previous = components.map(() => 0);
  let units = 0;
  for (let top = 0; top < height; top += 8 * maxV) {
    for (let left = 0; left < width; left += 8 * maxH) {
      if (restartInterval > 0 && units > 0 && units % restartInterval === 0) {
        out.marker(0xd0 + ((units / restartInterval - 1) & 7));
        previous.fill(0);
      }
      units++;
      components.forEach((component, index) => {
        const [h, v] = single ? [1, 1] : [component.horizontal ?? 1, component.vertical ?? 1];
        for (let block = 0; block < h * v; block++) {
          const samples = blockSamples(
            component,
            left,
            top,
            { x: (block % h) * 8, y: Math.floor(block / h) * 8 },
            { x: maxH / h, y: maxV / v },
            width,
            height,
          );
          previous[index] = codeBlock(out, transformBlock(samples, quantiser), previous[index] ?? 0);
        }
      });
    }
  }
  return out.flush();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * 64 level-shifted samples, each the mean of the pixels that it stands for; edge pixels are repeated beyond the edge.
 */
function blockSamples(
  component: JpegComponent,
  left: number,
  top: number,
  offset: Point,
  span: Point,
  width: number,
  height: number,
): number[] {
  return Array.from({ length: 64 }, (_, at) => {
    let sum = 0;
    let count = 0;
    for (let dy = 0; dy < span.y; dy++) {
      for (let dx = 0; dx < span.x; dx++, count++) {
        const x = Math.min(width - 1, Math.floor(left + (offset.x + (at & 7)) * span.x + dx));
        const y = Math.min(height - 1, Math.floor(top + (offset.y + (at >> 3)) * span.y + dy));
        sum += component.sample(x, y);
      }
    }
    return sum / count - 128;
  });
}

const channel =
  ({ width, data }: Pixels, index: number) =>
  (x: number, y: number): number =>
    data[(y * width + x) * 4 + index] ?? 0;

/** JFIF's YCbCr (ITU-T T.871, 7). */
const colourDifference = (pixels: Pixels, factors: readonly [number, number, number], offset: number) => {
  const [red, green, blue] = [channel(pixels, 0), channel(pixels, 1), channel(pixels, 2)];
  return (x: number, y: number): number =>
    offset + factors[0] * red(x, y) + factors[1] * green(x, y) + factors[2] * blue(x, y);
};

const luma = (pixels: Pixels): JpegComponent["sample"] => colourDifference(pixels, [0.299, 0.587, 0.114], 0);
const blueDifference = (pixels: Pixels): JpegComponent["sample"] =>
  colourDifference(pixels, [-0.168736, -0.331264, 0.5], 128);
const redDifference = (pixels: Pixels): JpegComponent["sample"] =>
  colourDifference(pixels, [0.5, -0.418688, -0.081312], 128);

export interface JpegOptions extends Pick<JpegParts, "quantiser" | "restartInterval" | "segments"> {
  /** Luma blocks for each chroma block, across and down. Default 2x2 (4:2:0). */
  readonly subsampling?: readonly [horizontal: number, vertical: number];
}

/** A YCbCr JPEG of pixels. */
export const encodeJpeg = (
  pixels: Pixels,
  { subsampling: [horizontal, vertical] = [2, 2], ...rest }: JpegOptions = {},
): Buffer =>
  assembleJpeg({
    ...rest,
    ...sizeOf(pixels),
    components: [
      { sample: luma(pixels), horizontal, vertical },
      { sample: blueDifference(pixels) },
      { sample: redDifference(pixels) },
    ],
  });

/** A grey JPEG of pixels. */
export const encodeGreyJpeg = (pixels: Pixels, options: Pick<JpegParts, "segments"> = {}): Buffer =>
  assembleJpeg({ ...options, ...sizeOf(pixels), components: [{ sample: luma(pixels) }] });

/** Adobe's APP14 (ITU-T T.872, 6.5.3): transform 0 is RGB or CMYK, 1 YCbCr, 2 YCCK. */
const adobeSegment = (transform: 0 | 1 | 2): Buffer =>
  jpegSegment(0xee, Buffer.from([...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, transform]));

/** An RGB JPEG (Adobe transform 0), which decoders that guess YCbCr show in wrong colours. */
export const encodeRgbJpeg = (pixels: Pixels): Buffer =>
  assembleJpeg({
    ...sizeOf(pixels),
    segments: [adobeSegment(0)],
    components: [0, 1, 2].map((index) => ({ sample: channel(pixels, index) })),
  });

/** A CMYK JPEG as Photoshop writes it: inverted (255 is no ink), Adobe transform 0. */
export const encodeCmykJpeg = (pixels: Pixels): Buffer => {
  const rgb = [0, 1, 2].map((index) => channel(pixels, index));
  const light = (x: number, y: number): number => Math.max(1, ...rgb.map((of) => of(x, y)));
  return assembleJpeg({
    ...sizeOf(pixels),
    segments: [adobeSegment(0)],
    components: [
      ...rgb.map((of) => ({ sample: (x: number, y: number) => (of(x, y) * 255) / light(x, y) })),
      { sample: light },
    ],
  });
};

const sizeOf = ({ width, height }: Pixels): { width: number; height: number } => ({ width, height });
