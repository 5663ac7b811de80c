import { checkSize } from "../limits";
import { readChunks, readProfile, type PngFile } from "./chunks";
import { Deinterlacer, interlacedBytes } from "./deinterlace";
import { rowExpander, type RowExpander } from "./expand";
import { bitsPerPixel, rowBytes } from "./header";
import { inflate } from "./inflate";
import { pngLoops, type PngArena } from "./loops";
import { BoxReducer, MAX_REDUCTION, type ReducedPixels } from "./reduce";
import { RowReader } from "./rows";

export interface PngDecodeOptions {
  /**
   * Width that is needed of the whole image, pixels. Where it is much smaller than the image, cells of pixels are
   * averaged while decoding. Default: the width of the image, without averaging.
   */
  readonly minWidth?: number;
  /** Height that is needed of the whole image, pixels. Default: the height of the image. */
  readonly minHeight?: number;
  /**
   * The averaged image is at least this many times as large as needed; with alpha at least three times, because edges
   * of alpha are harder than those of photographs. Default 2.
   */
  readonly headroom?: number;
  /** Largest image accepted, width x height in pixels. Default 100 000 000 (100 megapixels). */
  readonly maxInputPx?: number;
}

export interface DecodedPng extends ReducedPixels {
  readonly icc?: Uint8Array;
}

const ALPHA_HEADROOM = 3;

const reduction = (length: number, needed: number, headroom: number): number =>
  Math.max(1, Math.min(MAX_REDUCTION, Math.floor(length / (needed * headroom))));

/**
 * Decodes a PNG and reduces it row by row to about the size that is needed.
 *
 * @throws ImageError IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export async function decodePng(bytes: Buffer, options: PngDecodeOptions = {}): Promise<DecodedPng> {
  const file = readChunks(bytes);
  const { header } = file;
  const { minWidth = header.width, minHeight = header.height, headroom = 2, maxInputPx } = options;
  checkSize(header, maxInputPx);
  const expander = rowExpander(file);
  const times = expander.channels === 4 ? Math.max(headroom, ALPHA_HEADROOM) : headroom;
  const columns = reduction(header.width, minWidth, times);
  const rows = reduction(header.height, minHeight, times);
  const icc = readProfile(file);
  return pngLoops.useAsync(async (arena) => {
    const reducer = new BoxReducer(arena, header.width, header.height, expander.channels, columns, rows);
    await reduceRows(arena, file, expander, reducer);
    return { ...reducer.finish(), ...(icc && { icc }) };
  });
}

async function reduceRows(
  arena: PngArena,
  { header, pixels }: PngFile,
  expander: RowExpander,
  reducer: BoxReducer,
): Promise<void> {
  const { width, height } = header;
  if (header.interlaced) {
    const deinterlacer = new Deinterlacer(arena, header, expander);
    await inflate(pixels, interlacedBytes(header), (piece) => deinterlacer.push(piece));
    deinterlacer.forEachRow((row) => reducer.add(row));
    return;
  }
  const length = rowBytes(header, width);
  const expanded = arena.allocate(width * expander.channels);
  const reader = new RowReader(arena, length, Math.max(1, bitsPerPixel(header) >> 3), (row) => {
    if (expander.plain) {
      reducer.add(row);
      return;
    }
    expander.expand(arena.bytes(row, length), width, arena.bytes(expanded, width * expander.channels));
    reducer.add(expanded);
  });
  await inflate(pixels, height * (length + 1), (piece) => reader.push(piece));
}
