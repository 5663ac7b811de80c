import { crc32, deflateSync } from "node:zlib";
import { isHardlyDistinguishable } from "../palette/likeness";
import { quantise } from "../palette/quantise";
import type { Bitmap } from "../pixels";
import { compressRows, type PngCompression } from "./compress";
import { bitsPerPixel, PALETTE, rowBytes, type PngHeader } from "./header";
import { analyse } from "./analyse";
import { layOut, layOutQuantised, type Layout } from "./layout";

export interface PngEncodeOptions {
  /** 0..6: time spent on fewer bytes. Default 4; from 5 on the whole image is compressed in several ways. */
  readonly effort?: number;
  /** zlib's level, 0..9. Default that of the effort. */
  readonly level?: number;
  /**
   * Whether an image of more than 256 colours is reduced to as many, with dithering: `true` always, `auto` where that
   * is hardly distinguishable and smaller. Default false: lossless.
   */
  readonly palette?: boolean | "auto";
  /** ICC profile to embed (iCCP). Default none. */
  readonly icc?: Uint8Array;
}

/** zlib's levels by effort, of rows without filters and of filtered ones. */
const LEVELS = [1, 2, 4, 5, 6, 6, 9];
const FILTERED_LEVELS = [1, 2, 3, 3, 4, 6, 9];
/** The least effort that leaves nothing to a sample. */
const THOROUGH_EFFORT = 5;

function compressionOf({ effort = 4, level }: PngEncodeOptions): PngCompression {
  return {
    level: level ?? LEVELS[effort] ?? 6,
    filteredLevel: level ?? FILTERED_LEVELS[effort] ?? 4,
    thorough: effort >= THOROUGH_EFFORT,
  };
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

function headerChunk({ width, height, bitDepth, colourType, interlaced }: PngHeader): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([bitDepth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  return chunk("IHDR", body);
}

/** zlib's level of profiles, which are small. */
const PROFILE_LEVEL = 6;

/** Profile name, method 0, compressed profile (PNG specification, 11.3.2.3). */
const profileChunk = (icc: Uint8Array): Buffer =>
  chunk("iCCP", Buffer.concat([Buffer.from("icc\0\0"), deflateSync(icc, { level: PROFILE_LEVEL })]));

/** What a file has besides its header. */
interface PngBody {
  /** zlib stream of the filtered rows. */
  readonly stream: Uint8Array;
  readonly palette?: Buffer;
  readonly transparency?: Buffer;
  readonly icc?: Uint8Array;
}

/** A file of what pixels need, and a profile. */
export const assemblePng = (header: PngHeader, { stream, palette, transparency, icc }: PngBody): Buffer =>
  Buffer.concat([
    SIGNATURE,
    headerChunk(header),
    ...(icc ? [profileChunk(icc)] : []),
    ...(palette ? [chunk("PLTE", palette)] : []),
    ...(transparency ? [chunk("tRNS", transparency)] : []),
    chunk("IDAT", stream),
    chunk("IEND", Buffer.alloc(0)),
  ]);

/**
 * Writes a PNG without metadata: grey, RGB or palette where the pixels allow it, alpha only where there is some;
 * lossless unless a palette is asked for.
 */
export function encodePng(bitmap: Bitmap, options: PngEncodeOptions = {}): Buffer {
  const { palette = false } = options;
  const facts = analyse(bitmap);
  const lossless = (): Buffer => write(bitmap, layOut(bitmap, facts), options);
  // Greys are at most 256, and a byte each as they are.
  if (palette === false || facts.colours || (facts.grey && facts.opaque)) return lossless();
  const quantised = quantise(bitmap);
  const reduced = (): Buffer => write(bitmap, layOutQuantised(quantised), options);
  if (palette === true) return reduced();
  if (!isHardlyDistinguishable(bitmap, quantised, facts.opaque)) return lossless();
  const files = [lossless(), reduced()] as const;
  return files[1].length < files[0].length ? files[1] : files[0];
}

function write({ width, height }: Bitmap, layout: Layout, options: PngEncodeOptions): Buffer {
  const { icc } = options;
  const { colourType, bitDepth, rows, palette, transparency } = layout;
  const step = colourType === PALETTE ? 0 : bitsPerPixel(layout) >> 3;
  return assemblePng(
    { width, height, bitDepth, colourType, interlaced: false },
    {
      stream: compressRows({ rows, stride: rowBytes(layout, width), step }, compressionOf(options)),
      ...(palette && { palette }),
      ...(transparency && { transparency }),
      ...(icc && { icc }),
    },
  );
}
