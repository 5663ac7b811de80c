import type { Bitmap } from "../pixels";
import type { Quantised } from "../palette/quantise";
import { ColourSet, packRgb, pixelWords, type PixelFacts } from "./analyse";
import { GREY, GREY_ALPHA, PALETTE, RGB, RGBA, rowBytes } from "./header";

/** Unfiltered rows of a file and the fields of its header. */
export interface Layout {
  readonly colourType: number;
  readonly bitDepth: number;
  /** Rows without filter bytes. */
  readonly rows: Uint8Array;
  readonly palette?: Buffer;
  readonly transparency?: Buffer;
}

/** Bytes of an RGBA pixel that colour types without colours store. */
const greyParts: Readonly<Record<number, readonly number[]>> = { [GREY]: [0], [GREY_ALPHA]: [0, 3] };

const directType = ({ grey, opaque }: PixelFacts): number =>
  grey ? (opaque ? GREY : GREY_ALPHA) : opaque ? RGB : RGBA;

const depthFor = (colours: number): number => (colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8);

/**
 * Chooses the smallest layout: alpha only for translucent pixels, grey for grey ones, a palette where it is smaller.
 */
export function layOut(bitmap: Bitmap, facts: PixelFacts): Layout {
  const { width, height } = bitmap;
  const colourType = directType(facts);
  const direct = rowBytes({ colourType, bitDepth: 8 }, width) * height;
  if (facts.colours) {
    const indexed = { colourType: PALETTE, bitDepth: depthFor(facts.colours.length) };
    const tables = facts.colours.length * (facts.opaque ? 3 : 4) + 24;
    if (rowBytes(indexed, width) * height + tables < direct) return layOutPalette(bitmap, indexed.bitDepth);
  }
  return { colourType, bitDepth: 8, rows: directRows(bitmap, colourType) };
}

function directRows(bitmap: Bitmap, colourType: number): Uint8Array {
  if (colourType === RGBA) return bitmap.data;
  if (colourType === RGB) return packRgb(bitmap);
  const { data, width, height } = bitmap;
  const parts = greyParts[colourType] ?? [];
  const rows = new Uint8Array(width * height * parts.length);
  parts.forEach((part, offset) => {
    for (let from = part, to = offset; to < rows.length; from += 4, to += parts.length) rows[to] = data[from] as number;
  });
  return rows;
}

function layOutPalette(bitmap: Bitmap, bitDepth: number): Layout {
  const { width, height } = bitmap;
  const words = pixelWords(bitmap);
  const set = new ColourSet();
  // Transparent colours first, so that tRNS can be as short as their number.
  for (const transparent of [true, false]) {
    for (const word of words) if (word >>> 24 < 255 === transparent) set.indexOf(word);
  }
  const stride = rowBytes({ colourType: PALETTE, bitDepth }, width);
  const rows = new Uint8Array(stride * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const bit = x * bitDepth;
      const to = y * stride + (bit >> 3);
      rows[to] = (rows[to] as number) | (set.indexOf(words[at] as number) << (8 - bitDepth - (bit & 7)));
    }
  }
  const alphas = set.colours.map((word) => word >>> 24).filter((alpha) => alpha < 255);
  return {
    colourType: PALETTE,
    bitDepth,
    rows,
    palette: Buffer.from(set.colours.flatMap((word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255])),
    ...(alphas.length > 0 && { transparency: Buffer.from(alphas) }),
  };
}

/** The layout of an image that was reduced to a palette. */
export function layOutQuantised({ colours, indices }: Quantised): Layout {
  const alphas = colours.map(([, , , alpha]) => alpha).filter((alpha) => alpha < 255);
  return {
    colourType: PALETTE,
    bitDepth: 8,
    rows: indices,
    palette: Buffer.from(colours.flatMap(([red, green, blue]) => [red, green, blue])),
    ...(alphas.length > 0 && { transparency: Buffer.from(alphas) }),
  };
}
