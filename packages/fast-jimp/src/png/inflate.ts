import type { TransformOptions } from "node:stream";
import { constants, createInflate, inflateSync, type ZlibOptions } from "node:zlib";
import { corruptPng } from "./header";

/** Bytes of output handed on at a time: large enough that hand-over costs nothing, small enough to stay in the cache. */
const OUTPUT_BYTES = 512 * 1024;
/** Output that zlib may be ahead: it works on its own thread while rows are unfiltered here. */
const AHEAD_BYTES = 4 * OUTPUT_BYTES;
/** zlib passes what it does not know on to the stream. */
const streamOptions: ZlibOptions & TransformOptions = { chunkSize: OUTPUT_BYTES, readableHighWaterMark: AHEAD_BYTES };
/** IDAT chunks are often 8 KB; a hand-over for each would cost more than joining them. */
const INPUT_BYTES = 256 * 1024;

/** Up to here all output is taken at once, which costs half as much as piece by piece. */
const AT_ONCE_BYTES = 16 * 1024 * 1024;
/** Room for more output than was asked for: where all room is used up, zlib does not know whether that was all. */
const SPARE_BYTES = 64;

/** The stream's pieces, small ones joined. */
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
 * Gives a piece of output back to the system at once. Left to the garbage collector, which does not see how large they
 * are, the pieces add up to the whole picture. Only a piece that fills its buffer to the end is sure to be done with.
 */
function release(piece: Buffer): void {
  const memory: Transferable = piece.buffer;
  if (piece.byteOffset + piece.byteLength === memory.byteLength) memory.transfer?.(0);
}

/** All output of a stream; undefined where it is more than there is room for. @throws what zlib throws */
function inflateAtOnce(pieces: readonly Buffer[], room: number): Buffer | undefined {
  try {
    return inflateSync(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), {
      chunkSize: room,
      maxOutputLength: room,
      // What a cut stream still has is given, as when it comes piece by piece.
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Decompresses a zlib stream and hands it on piece by piece, at most `maxBytes` in all: what a stream has beyond that is
 * never decompressed. A piece is valid only during the call.
 *
 * @throws IMAGE_CORRUPT where the stream is not zlib's, or ends before `maxBytes`
 */
export async function inflate(
  pieces: readonly Buffer[],
  maxBytes: number,
  use: (piece: Buffer) => void,
): Promise<void> {
  try {
    const left = await inflateUpTo(pieces, maxBytes, use);
    if (left > 0) throw corruptPng(`the pixels end ${left} bytes early`);
  } catch (error) {
    if (error instanceof Error && "errno" in error) throw corruptPng(error.message);
    throw error;
  }
}

/** @returns how many bytes the stream lacks */
async function inflateUpTo(pieces: readonly Buffer[], maxBytes: number, use: (piece: Buffer) => void): Promise<number> {
  const all = maxBytes > AT_ONCE_BYTES ? undefined : inflateAtOnce(pieces, maxBytes + SPARE_BYTES);
  if (all) {
    use(all.subarray(0, maxBytes));
    const left = maxBytes - all.length;
    release(all);
    return left;
  }
  const stream = createInflate(streamOptions);
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
      release(piece);
    }
    return left;
  } finally {
    stream.destroy();
  }
}
