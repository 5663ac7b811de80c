import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import { checkSize } from "../limits";
import { interlacedBytes } from "./adam7";
import { readChunks, readProfile, type PngFile } from "./chunks";
import { RowCopier } from "./copy";
import { Deinterlacer } from "./deinterlace";
import { rowExpander, type RowExpander } from "./expand";
import { bitsPerPixel, rowBytes, type PngHeader } from "./header";
import { inflate, inflateWhole } from "./inflate";
import { pngLoops, type PngArena } from "./loops";
import { planReduction, type ReductionTarget } from "./plan-reduction";
import { BoxReducer, type ReducedPixels } from "./reduce";
import { RowReader } from "./rows";

/** Where the target is much smaller than the image, cells of pixels are averaged while decoding. */
export interface PngDecodeOptions extends ReductionTarget {
  /** Largest image accepted, width x height in pixels. Default 100 000 000 (100 megapixels). */
  readonly maxInputPx?: number;
  /** Keeps the rows that are there of a file that is cut short or broken. Default: it is refused. */
  readonly damage?: Damage;
}

export interface DecodedPng extends ReducedPixels {
  readonly icc?: Uint8Array;
}

/**
 * Decodes a PNG and reduces it row by row to about the size that is needed.
 *
 * @throws ImageError IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export async function decodePng(bytes: Buffer, options: PngDecodeOptions = {}): Promise<DecodedPng> {
  const { damage, ...undamaged } = options;
  try {
    return await decodeRows(bytes, undamaged);
  } catch (error) {
    // Once more, in smaller pieces: files that are whole must not be slower.
    keepUpTo(error, damage, true);
    return decodeRows(bytes, options);
  }
}

function decodeRows(bytes: Buffer, options: PngDecodeOptions): Promise<DecodedPng> {
  const { damage } = options;
  const file = readChunks(bytes, damage);
  return pngLoops.useAsync(async (arena) => {
    const decoder = new PngDecoder(arena, file, options);
    await inflate(file.pixels, decoder.inflatedBytes, (piece) => decoder.push(piece), damage);
    return decoder.finish();
  });
}

/**
 * As {@link decodePng}, in one synchronous call: all inflated data is in memory at once.
 *
 * @throws ImageError IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export function decodePngSync(bytes: Buffer, options: PngDecodeOptions = {}): DecodedPng {
  const { damage } = options;
  const file = readChunks(bytes, damage);
  return pngLoops.use((arena) => {
    const decoder = new PngDecoder(arena, file, options);
    try {
      decoder.push(inflateWhole(file.pixels, decoder.inflatedBytes, damage));
    } catch (error) {
      keepUpTo(error, damage, decoder.hasPixels);
    }
    return decoder.finish();
  });
}

/** Decodes inflated data, pushed in pieces. */
class PngDecoder {
  /** Bytes of data of the whole image. */
  readonly inflatedBytes: number;
  private readonly reducer: BoxReducer | RowCopier;
  private readonly rows: RowReader | Deinterlacer;
  private readonly icc: Uint8Array | undefined;

  /** @throws ImageError IMAGE_TOO_LARGE */
  constructor(arena: PngArena, file: PngFile, options: PngDecodeOptions) {
    const { header } = file;
    const { width, height, interlaced } = header;
    checkSize(header, options.maxInputPx);
    const expander = rowExpander(file);
    const { columns, rows } = planReduction(header, expander.channels, options);
    this.icc = readProfile(file);
    this.reducer =
      columns * rows === 1
        ? new RowCopier(arena, width, height, expander.channels)
        : new BoxReducer(arena, width, height, expander.channels, columns, rows);
    const length = rowBytes(header, width);
    this.inflatedBytes = interlaced ? interlacedBytes(header) : height * (length + 1);
    this.rows = interlaced
      ? new Deinterlacer(arena, header, expander)
      : this.rowReader(arena, header, expander, length);
  }

  /** Whether any row is complete. */
  get hasPixels(): boolean {
    return this.rows.count > 0;
  }

  push(piece: Uint8Array): void {
    this.rows.push(piece);
  }

  /** @throws IMAGE_CORRUPT where not even a row is there */
  finish(): DecodedPng {
    const { rows, reducer, icc } = this;
    if (!this.hasPixels) throw corrupt("PNG", "it ends before its first row is complete");
    if (rows instanceof Deinterlacer) rows.forEachRow((row) => reducer.add(row));
    return { ...reducer.finish(), ...(icc && { icc }) };
  }

  private rowReader(arena: PngArena, header: PngHeader, expander: RowExpander, length: number): RowReader {
    const { reducer } = this;
    const { width } = header;
    const expanded = arena.allocate(width * expander.channels);
    return new RowReader(arena, length, Math.max(1, bitsPerPixel(header) >> 3), (row) => {
      if (expander.plain) {
        reducer.add(row);
        return;
      }
      expander.expand(arena.bytes(row, length), width, arena.bytes(expanded, width * expander.channels));
      reducer.add(expanded);
    });
  }
}
