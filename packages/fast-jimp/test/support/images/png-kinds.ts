import { assemblePng, pngChunk } from "./png";
import { packedRows } from "./png-rows";
import type { Pixels } from "./scene";

export interface PngKind {
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly interlaced?: boolean;
  /** Palette entries with alpha, or one transparent colour: that of the first pixel. */
  readonly transparency?: boolean;
}

/** Every combination of colour type, depth, interlacing and transparency that the specification has. */
export const pngKinds: readonly PngKind[] = (
  [
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [3, [1, 2, 4, 8]],
    [4, [8, 16]],
    [6, [8, 16]],
  ] as const
).flatMap(([colourType, depths]) =>
  depths.flatMap((bitDepth) =>
    [false, true].flatMap((interlaced) =>
      (colourType < 4 ? [false, true] : [false]).map((transparency) => ({
        colourType,
        bitDepth,
        interlaced,
        transparency,
      })),
    ),
  ),
);

/** A PNG of a kind, and the RGBA pixels that it stands for. */
export interface PngExample {
  readonly file: Buffer;
  readonly expected: Pixels;
}

const samplesOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Palette of up to 256 colours: an even ramp of each channel in its own rhythm. */
const paletteOf = (entries: number): number[][] =>
  Array.from({ length: entries }, (_, index) => [
    Math.round((index * 255) / (entries - 1)),
    (index * 37) & 255,
    255 - ((index * 11) & 255),
    index % 3 === 0 ? 255 - ((index * 5) & 255) : 255,
  ]);

/** Samples of one pixel at the depth of the file. */
function samplesAt({ data }: Pixels, pixel: number, { colourType, bitDepth }: PngKind): number[] {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(pixel * 4, pixel * 4 + 4);
  const max = 2 ** bitDepth - 1;
  // 16-bit samples whose low byte is not the high one, so that halving the depth must round.
  const deep = (value: number): number =>
    bitDepth === 16 ? (value << 8) | ((value * 7) & 255) : Math.round((value * max) / 255);
  if (colourType === 3) return [deep(green)];
  if (colourType === 0) return [deep(green)];
  if (colourType === 4) return [deep(green), deep(alpha)];
  return (colourType === 2 ? [red, green, blue] : [red, green, blue, alpha]).map(deep);
}

function expectedPixel(samples: readonly number[], first: readonly number[], kind: PngKind): readonly number[] {
  const { colourType, bitDepth, transparency = false } = kind;
  if (colourType === 3) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = paletteOf(2 ** bitDepth)[samples[0] ?? 0] ?? [];
    return [red, green, blue, transparency ? alpha : 255];
  }
  const eight = samples.map((sample) => Math.round((sample * 255) / (2 ** bitDepth - 1)));
  const isKey = transparency && samples.every((sample, index) => sample === first[index]);
  const [a = 0, b = 0, c = 0, d = 0] = eight;
  if (colourType === 0) return [a, a, a, isKey ? 0 : 255];
  if (colourType === 4) return [a, a, a, b];
  return colourType === 2 ? [a, b, c, isKey ? 0 : 255] : [a, b, c, d];
}

function tables({ colourType, bitDepth, transparency }: PngKind, first: readonly number[]): Buffer[] {
  if (colourType === 3) {
    const palette = paletteOf(2 ** bitDepth);
    const alphas = Buffer.from(palette.map(([, , , alpha = 255]) => alpha));
    return [
      pngChunk("PLTE", Buffer.from(palette.flatMap((entry) => entry.slice(0, 3)))),
      ...(transparency ? [pngChunk("tRNS", alphas)] : []),
    ];
  }
  if (!transparency) return [];
  return [pngChunk("tRNS", Buffer.from(first.flatMap((sample) => [sample >> 8, sample & 255])))];
}

/** Makes a PNG of a kind from RGBA pixels. */
export function pngOfKind(pixels: Pixels, kind: PngKind): PngExample {
  const { width, height } = pixels;
  const count = width * height;
  const samples = Array.from({ length: count }, (_, pixel) => samplesAt(pixels, pixel, kind));
  const first = samples[0] ?? [];
  const expected = Buffer.from(samples.flatMap((of) => [...expectedPixel(of, first, kind)]));
  const rows = packedRows({
    width,
    height,
    samples,
    bitDepth: kind.bitDepth,
    interlaced: kind.interlaced ?? false,
    perPixel: samplesOf[kind.colourType],
  });
  return {
    file: assemblePng({ width, height, ...kind, rows, before: tables(kind, first) }),
    expected: { width, height, data: expected },
  };
}
