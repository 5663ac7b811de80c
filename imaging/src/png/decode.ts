import { imageError } from "../image-error";
import { readChunks } from "./chunks";
import { Deinterlacer, interlacedBytes } from "./deinterlace";
import { rowExpander } from "./expand";
import { bitsPerPixel, rowBytes, type PngHeader } from "./header";
import { inflate } from "./inflate";
import { BoxReducer, MAX_REDUCTION, type ReducedPixels } from "./reduce";
import { readProfile } from "./profile";
import { RowReader } from "./rows";

export interface PngDecodeOptions {
  /**
   * Width of the whole picture that is needed, pixels. Where it is much smaller than the picture, cells of pixels are
   * averaged while decoding. Default: the picture's own, nothing is averaged.
   */
  readonly minWidth?: number;
  /** Height of the whole picture that is needed, pixels. Default: the picture's own. */
  readonly minHeight?: number;
  /**
   * The averaged picture is at least this many times as large as needed; with alpha, whose edges are harder than a
   * photograph's, three times. Default 2.
   */
  readonly headroom?: number;
  /** Largest picture accepted, width x height in pixels. Default 100 000 000. */
  readonly maxInputPx?: number;
}

export interface DecodedPng extends ReducedPixels {
  readonly icc?: Uint8Array;
}

const ALPHA_HEADROOM = 3;

const reduction = (length: number, needed: number, headroom: number): number =>
  Math.max(1, Math.min(MAX_REDUCTION, Math.floor(length / (needed * headroom))));

/**
 * Decodes a PNG, reduced to about what is needed while its rows come in.
 *
 * @throws ImageError IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export async function decodePng(bytes: Buffer, options: PngDecodeOptions = {}): Promise<DecodedPng> {
  const file = readChunks(bytes);
  const { header } = file;
  const { minWidth = header.width, minHeight = header.height, headroom = 2, maxInputPx = 100_000_000 } = options;
  const px = header.width * header.height;
  if (px > maxInputPx)
    throw imageError("IMAGE_TOO_LARGE", `the image has ${px} px, the limit is ${maxInputPx} px`, { px, maxInputPx });
  const expander = rowExpander(file);
  const times = expander.channels === 4 ? Math.max(headroom, ALPHA_HEADROOM) : headroom;
  const reducer = new BoxReducer(
    header.width,
    header.height,
    expander.channels,
    reduction(header.width, minWidth, times),
    reduction(header.height, minHeight, times),
  );
  if (header.interlaced) {
    const deinterlacer = new Deinterlacer(header, expander);
    await inflate(file.pixels, interlacedBytes(header), (piece) => deinterlacer.push(piece));
    for (const row of deinterlacer.rows()) reducer.add(row);
  } else {
    const expanded = new Uint8Array(header.width * expander.channels + 4);
    const reader = rowReader(header, (row) => reducer.add(expander.expand(row, header.width, expanded)));
    await inflate(file.pixels, header.height * (rowBytes(header, header.width) + 1), (piece) => reader.push(piece));
  }
  const icc = readProfile(file);
  return { ...reducer.finish(), ...(icc && { icc }) };
}

function rowReader(header: PngHeader, use: (row: Uint8Array) => void): RowReader {
  return new RowReader(rowBytes(header, header.width), Math.max(1, bitsPerPixel(header) >> 3), use);
}
