import { corrupt } from "../image-error";
import type { PngFile } from "./chunks";
import { bitsPerPixel, GREY, GREY_ALPHA, PALETTE, RGB, RGBA } from "./header";

/** Channels that pixels are expanded to: grey, RGB or RGBA, 8 bits each. */
export type Channels = 1 | 3 | 4;

export interface RowExpander {
  readonly channels: Channels;
  /** Stored rows need no expansion. */
  readonly plain?: boolean;
  /** Expands `width` pixels of the row into `to`; a plain expander returns the row itself. */
  expand(row: Uint8Array, width: number, to: Uint8Array): Uint8Array;
}

/** 16 bits to 8, rounded (PNG specification, 12.4). */
const to8Bits = (row: Uint8Array, at: number): number =>
  ((((row[at] as number) << 8) | (row[at + 1] as number)) * 255 + 32895) >>> 16;

/** One sample of 1, 2, 4 or 8 bits. */
const sampleAt = (row: Uint8Array, x: number, depth: number): number =>
  depth === 8
    ? (row[x] as number)
    : ((row[(x * depth) >> 3] as number) >> (8 - depth - ((x * depth) & 7))) & ((1 << depth) - 1);

const plainExpander = (channels: Channels): RowExpander => ({ channels, plain: true, expand: (row) => row });

/** Chooses how a file's rows are expanded to 8-bit grey, RGB or RGBA. */
export function rowExpander(file: PngFile): RowExpander {
  const { header, transparency } = file;
  const { colourType, bitDepth } = header;
  if (colourType === PALETTE) return paletteExpander(file);
  if (transparency && (colourType === GREY || colourType === RGB)) return colourKeyExpander(file, transparency);
  if (bitDepth === 8 && colourType !== GREY_ALPHA)
    return plainExpander(colourType === RGB ? 3 : colourType === RGBA ? 4 : 1);
  if (colourType === GREY_ALPHA) return greyAlphaExpander(bitDepth);
  return bitDepth === 16 ? sixteenBitExpander(bitsPerPixel(header) / 16) : smallGreyExpander(bitDepth);
}

/** An index outside the palette is black, as with libpng. */
function paletteExpander({ header, palette, transparency }: PngFile): RowExpander {
  const colours = new Uint8Array(256 * 4);
  for (let entry = 0; entry < 256; entry++) {
    for (let part = 0; part < 3; part++) colours[entry * 4 + part] = palette?.[entry * 3 + part] ?? 0;
    colours[entry * 4 + 3] = transparency?.[entry] ?? 255;
  }
  const channels = transparency ? 4 : 3;
  return {
    channels,
    expand(row, width, to) {
      for (let x = 0, at = 0; x < width; x++, at += channels) {
        const entry = sampleAt(row, x, header.bitDepth) * 4;
        to[at] = colours[entry] as number;
        to[at + 1] = colours[entry + 1] as number;
        to[at + 2] = colours[entry + 2] as number;
        if (channels === 4) to[at + 3] = colours[entry + 3] as number;
      }
      return to;
    },
  };
}

/** Grey or RGB where one exact colour is transparent (PNG specification, 11.3.1.1). */
function colourKeyExpander({ header }: PngFile, transparency: Buffer): RowExpander {
  const { bitDepth, colourType } = header;
  const samples = colourType === RGB ? 3 : 1;
  if (transparency.length < samples * 2) throw corrupt("PNG", "its tRNS chunk is too short");
  // Only as many bits as a sample has count.
  const mask = 2 ** bitDepth - 1;
  const key = [0, 2, 4].slice(0, samples).map((at) => transparency.readUInt16BE(at) & mask);
  const read = (row: Uint8Array, index: number): number =>
    bitDepth === 16
      ? ((row[index * 2] as number) << 8) | (row[index * 2 + 1] as number)
      : sampleAt(row, index, bitDepth);
  const scale = 255 / mask;
  return {
    channels: 4,
    expand(row, width, to) {
      for (let x = 0, at = 0; x < width; x++, at += 4) {
        let transparent = true;
        for (let part = 0; part < 3; part++) {
          const sample = part < samples ? read(row, x * samples + part) : read(row, x * samples);
          if (part < samples && sample !== key[part]) transparent = false;
          to[at + part] = Math.round(sample * scale);
        }
        to[at + 3] = transparent ? 0 : 255;
      }
      return to;
    },
  };
}

function greyAlphaExpander(bitDepth: number): RowExpander {
  return {
    channels: 4,
    expand(row, width, to) {
      for (let x = 0, at = 0; x < width; x++, at += 4) {
        const grey = bitDepth === 16 ? to8Bits(row, x * 4) : (row[x * 2] as number);
        to[at] = to[at + 1] = to[at + 2] = grey;
        to[at + 3] = bitDepth === 16 ? to8Bits(row, x * 4 + 2) : (row[x * 2 + 1] as number);
      }
      return to;
    },
  };
}

function sixteenBitExpander(samples: number): RowExpander {
  return {
    channels: samples === 3 ? 3 : samples === 4 ? 4 : 1,
    expand(row, width, to) {
      for (let at = 0; at < width * samples; at++) to[at] = to8Bits(row, at * 2);
      return to;
    },
  };
}

function smallGreyExpander(bitDepth: number): RowExpander {
  const scale = 255 / (2 ** bitDepth - 1);
  return {
    channels: 1,
    expand(row, width, to) {
      for (let x = 0; x < width; x++) to[x] = sampleAt(row, x, bitDepth) * scale;
      return to;
    },
  };
}
