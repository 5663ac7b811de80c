import type { TransformOptions } from "node:stream";
import { constants, createInflateRaw, inflateRawSync, type ZlibOptions } from "node:zlib";
import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";

/** Bytes of output per chunk: large enough that events cost nothing, small enough to stay in the cache. */
const OUTPUT_BYTES = 512 * 1024;
/** Output that may wait: zlib inflates on its own thread while rows are unfiltered here. */
const AHEAD_BYTES = 4 * OUTPUT_BYTES;
/** zlib passes options that are not its own on to the stream. */
const streamOptions: ZlibOptions & TransformOptions = { chunkSize: OUTPUT_BYTES, readableHighWaterMark: AHEAD_BYTES };
/** zlib returns nothing of the piece in which a stream breaks: small pieces. The end of a stream may be missing. */
const brokenStreamOptions: ZlibOptions & TransformOptions = {
  chunkSize: 8 * 1024,
  readableHighWaterMark: AHEAD_BYTES,
  finishFlush: constants.Z_SYNC_FLUSH,
};
/** IDAT chunks are often 8 KB; a write for each would cost more than joining them. */
const INPUT_BYTES = 256 * 1024;

/** Up to this size all output is inflated in one synchronous call, at half the cost of a stream. */
const AT_ONCE_BYTES = 16 * 1024 * 1024;
/** Spare room for output: zlib reports an error where the output fills its buffer exactly. */
const SPARE_BYTES = 64;
/** More than one byte of a deflate stream can add to its output: four matches of 258 bytes, two bits each. */
const BYTES_PER_BYTE = 2048;

/** Bytes of the zlib header (RFC 1950, 2.2). */
const HEADER_BYTES = 2;

/**
 * The deflate stream in a zlib stream (RFC 1950). The Adler-32 checksum behind it is not verified: the CRC of each
 * chunk is, and pixels that are all there are not refused for it.
 *
 * @throws IMAGE_CORRUPT where it has no zlib header, another method than deflate, or a preset dictionary
 */
function deflateStream(pieces: readonly Buffer[]): readonly Buffer[] {
  const header = Buffer.concat(pieces.map((piece) => piece.subarray(0, HEADER_BYTES))).subarray(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) throw missingData(HEADER_BYTES - header.length);
  const isDeflate = ((header[0] as number) & 15) === 8 && (header[0] as number) >> 4 <= 7;
  const hasDictionary = ((header[1] as number) & 0x20) !== 0;
  if (!isDeflate || hasDictionary || header.readUInt16BE(0) % 31 !== 0) {
    throw corrupt("PNG", "its image data does not begin as a zlib stream");
  }
  let skipped = 0;
  return pieces.map((piece) => {
    const skip = Math.min(HEADER_BYTES - skipped, piece.length);
    skipped += skip;
    return piece.subarray(skip);
  });
}

/** Joins small pieces of a stream. */
function* joined(pieces: readonly Buffer[]): Generator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    pending.push(piece);
    bytes += piece.length;
    if (bytes < INPUT_BYTES) continue;
    yield pending.length === 1 ? piece : Buffer.concat(pending, bytes);
    pending = [];
    bytes = 0;
  }
  if (pending.length > 0) yield Buffer.concat(pending, bytes);
}

/** `ArrayBuffer.prototype.transfer` (ES2024), which Node 20 does not have. */
type Transferable = ArrayBufferLike & { transfer?: (bytes: number) => ArrayBuffer };

/**
 * Frees a piece of output at once. The garbage collector, which does not see how large they are, would let the pieces
 * add up to the whole image. Only a piece that ends where its buffer ends is free of output still to come.
 */
function release(piece: Buffer): void {
  const memory: Transferable = piece.buffer;
  if (piece.byteOffset + piece.byteLength === memory.byteLength) memory.transfer?.(0);
}

/** All output of a stream; undefined where it exceeds `room`. @throws zlib's own errors */
function inflateAtOnce(pieces: readonly Buffer[], room: number): Buffer | undefined {
  try {
    return inflateRawSync(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), {
      chunkSize: room,
      maxOutputLength: room,
      // The output of a cut stream is returned as far as it goes, as a stream of pieces does.
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Inflates a zlib stream piece by piece, at most `maxBytes` in all: the rest of the stream is never inflated. A piece
 * is valid only during the call.
 *
 * @param damage given: a stream that ends early or is broken ends there
 * @throws IMAGE_CORRUPT where the stream is invalid, or ends before `maxBytes`
 */
export async function inflate(
  pieces: readonly Buffer[],
  maxBytes: number,
  use: (piece: Buffer) => void,
  damage?: Damage,
): Promise<void> {
  let hasPixels = false;
  const counted = (piece: Buffer): void => {
    hasPixels ||= piece.length > 0;
    use(piece);
  };
  try {
    const left = await inflateUpTo(deflateStream(pieces), maxBytes, counted, damage !== undefined);
    if (left > 0) throw missingData(left);
  } catch (error) {
    keepUpTo(invalidStream(error), damage, hasPixels);
  }
}

/**
 * The first `bytes` bytes of a zlib stream, synchronously. As in {@link inflate}, the rest is ignored.
 *
 * @throws IMAGE_CORRUPT where the stream is invalid, or ends before
 */
export function inflateWhole(pieces: readonly Buffer[], bytes: number, damage?: Damage): Buffer {
  let all: Buffer | undefined;
  try {
    const stream = deflateStream(pieces);
    all = inflateAtOnce(stream, bytes + SPARE_BYTES) ?? inflateBeginning(Buffer.concat(stream), bytes);
    if (all.length < bytes) throw missingData(bytes - all.length);
    return all.subarray(0, bytes);
  } catch (error) {
    const found = all ?? (damage ? inflateUntilBroken(Buffer.concat(deflateStream(pieces)), bytes) : Buffer.alloc(0));
    keepUpTo(invalidStream(error), damage, found.length > 0);
    return found.subarray(0, bytes);
  }
}

/** Output of the longest part of a broken stream that can be inflated. */
function inflateUntilBroken(input: Buffer, bytes: number): Buffer {
  let [good, bad] = [0, input.length];
  let found: Buffer = Buffer.alloc(0);
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    const output = inflatePart(input.subarray(0, middle), bytes + BYTES_PER_BYTE + SPARE_BYTES);
    if (output) [good, found] = [middle, output];
    else bad = middle;
  }
  return found;
}

/**
 * At least `bytes` bytes of a stream that has more. Node inflates all of an input synchronously or none of it, so a
 * part of the input is looked for whose output is long enough and not much longer.
 */
function inflateBeginning(input: Buffer, bytes: number): Buffer {
  let [tooShort, tooLong] = [0, input.length];
  while (tooLong - tooShort > 1) {
    const middle = (tooShort + tooLong) >>> 1;
    const output = inflatePart(input.subarray(0, middle), bytes + BYTES_PER_BYTE + SPARE_BYTES);
    if (output && output.length >= bytes) return output;
    if (output) {
      release(output);
      tooShort = middle;
    } else {
      tooLong = middle;
    }
  }
  throw corrupt("PNG", "its image data is longer than its size needs and cannot be divided");
}

/** Output of a part of a stream; undefined where it exceeds `room`, which comes before any error that is further on. */
function inflatePart(part: Buffer, room: number): Buffer | undefined {
  try {
    return inflateAtOnce([part], room);
  } catch {
    return undefined;
  }
}

const missingData = (bytes: number) => corrupt("PNG", `${bytes} bytes of image data are missing`);

/** A refusal for an error of zlib; other errors are returned as they are. */
const invalidStream = (error: unknown): unknown =>
  error instanceof Error && "errno" in error
    ? corrupt("PNG", `its image data cannot be inflated: ${error.message}`)
    : error;

/** @returns missing bytes; 0 or less where the stream is complete */
async function inflateUpTo(
  pieces: readonly Buffer[],
  maxBytes: number,
  use: (piece: Buffer) => void,
  inPieces: boolean,
): Promise<number> {
  const atOnce = !inPieces && maxBytes <= AT_ONCE_BYTES;
  const all = atOnce ? inflateAtOnce(pieces, maxBytes + SPARE_BYTES) : undefined;
  if (all) {
    use(all.subarray(0, maxBytes));
    const left = maxBytes - all.length;
    release(all);
    return left;
  }
  const stream = createInflateRaw(inPieces ? brokenStreamOptions : streamOptions);
  const input = joined(pieces);
  const feed = (): void => {
    for (;;) {
      const next = input.next();
      if (next.done) {
        stream.end();
        return;
      }
      if (!stream.write(next.value)) return;
    }
  };
  stream.on("drain", feed);
  feed();
  let left = maxBytes;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      use(piece.length > left ? piece.subarray(0, left) : piece);
      left -= piece.length;
      if (left <= 0) break;
      // Small pieces share their memory.
      if (!inPieces) release(piece);
    }
    return left;
  } finally {
    stream.destroy();
  }
}
