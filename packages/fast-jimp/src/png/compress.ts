import { constants, deflateSync } from "node:zlib";
import { filterRows, plainRows } from "./filter";

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE } = constants;

/** zlib hands on its output in pieces of this size: few enough that joining them costs nothing. */
const OUTPUT_BYTES = 256 * 1024;

/** Bands of rows that stand for an image, and bytes of each: more than one of zlib's windows in all. */
const SAMPLE_BANDS = 4;
const SAMPLE_BAND_BYTES = 12 * 1024;

/** Matches of filtered rows take several times as long to find: they must leave no more than this share of bytes. */
const WORTHWHILE_SHARE = 0.96;

/** Time that compression takes. */
export interface PngCompression {
  /** zlib's level for rows without filters, 0..9. */
  readonly level: number;
  /** zlib's level for filtered rows, which take longer. */
  readonly filteredLevel: number;
  /** Whether the whole image is compressed in every way, in place of a sample of its rows. */
  readonly thorough: boolean;
}

/** Rows with their filter bytes. */
export interface PngRows {
  readonly rows: Uint8Array;
  /** Bytes of a row without its filter byte. */
  readonly stride: number;
  /** Bytes of a pixel, 1..16; 0: indices, which compress best without filters (PNG specification, 12.7). */
  readonly step: number;
}

/** A way to compress rows. */
interface Way {
  /** Puts filter bytes before rows. */
  readonly prepare: (rows: Uint8Array) => Buffer;
  readonly strategy: number;
  readonly level: number;
}

/**
 * Photographs are best filtered, with runs at most: longer matches are rarely there, and cost more to describe than
 * they save. Smooth drawings have some behind filters; text and patterns repeat what filters hide.
 */
function waysOf({ stride, step }: PngRows, { level, filteredLevel }: PngCompression): readonly [Way, ...Way[]] {
  const plain = { prepare: (rows: Uint8Array) => plainRows(rows, stride), strategy: Z_DEFAULT_STRATEGY, level };
  if (step === 0) return [plain];
  const prepare = (rows: Uint8Array): Buffer => filterRows(rows, stride, step);
  const filtered = [Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED].map((strategy) => ({ prepare, strategy, level: filteredLevel }));
  return [plain, ...filtered];
}

/** Bands of whole rows, evenly spread; undefined where the image is hardly larger. */
function sampleOf({ rows, stride }: PngRows): Uint8Array | undefined {
  const height = rows.length / stride;
  const band = Math.max(1, Math.floor(SAMPLE_BAND_BYTES / stride));
  if (height < band * SAMPLE_BANDS * 2) return undefined;
  const gap = (height - band) / (SAMPLE_BANDS - 1);
  const bands = Array.from({ length: SAMPLE_BANDS }, (_, at) => Math.floor(at * gap) * stride);
  return Buffer.concat(bands.map((from) => rows.subarray(from, from + band * stride)));
}

const deflate = ({ strategy, level }: Way, prepared: Buffer): Buffer =>
  deflateSync(prepared, { level, strategy, chunkSize: OUTPUT_BYTES });

/** Rows in every way; those that are prepared alike are prepared once. */
function deflateInEach(ways: readonly Way[], rows: Uint8Array): readonly Buffer[] {
  const prepared = new Map<Way["prepare"], Buffer>();
  for (const { prepare } of ways) if (!prepared.has(prepare)) prepared.set(prepare, prepare(rows));
  return ways.map((way) => deflate(way, prepared.get(way.prepare) as Buffer));
}

/** Compresses rows in the way that makes the fewest bytes of a sample of them, or of all of them. */
export function compressRows(image: PngRows, compression: PngCompression): Buffer {
  const ways = waysOf(image, compression);
  const sample = compression.thorough || ways.length === 1 ? undefined : sampleOf(image);
  if (!sample) return deflateInEach(ways, image.rows).reduce((a, b) => (b.length < a.length ? b : a));
  const costs = deflateInEach(ways, sample).map(
    ({ length }, at) => length / (ways[at]?.strategy === Z_FILTERED ? WORTHWHILE_SHARE : 1),
  );
  const best = ways[costs.indexOf(Math.min(...costs))] ?? ways[0];
  return deflate(best, best.prepare(image.rows));
}
