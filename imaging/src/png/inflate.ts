import type { TransformOptions } from "node:stream";
import { createInflate, type ZlibOptions } from "node:zlib";
import { corruptPng } from "./corrupt";

/** Bytes of output handed on at a time: large enough that hand-over costs nothing, small enough to stay in the cache. */
const OUTPUT_BYTES = 512 * 1024;
/** Output that zlib may be ahead: it works on its own thread while rows are unfiltered here. */
const AHEAD_BYTES = 4 * OUTPUT_BYTES;
/** zlib passes what it does not know on to the stream. */
const streamOptions: ZlibOptions & TransformOptions = { chunkSize: OUTPUT_BYTES, readableHighWaterMark: AHEAD_BYTES };
/** IDAT chunks are often 8 KB; a hand-over for each would cost more than joining them. */
const INPUT_BYTES = 256 * 1024;

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
      if (left <= 0) return;
      release(piece);
    }
  } catch (error) {
    if (error instanceof Error && "errno" in error) throw corruptPng(error.message);
    throw error;
  } finally {
    stream.destroy();
  }
  throw corruptPng(`the pixels end ${left} bytes early`);
}
