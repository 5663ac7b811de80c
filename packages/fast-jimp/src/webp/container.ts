import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";

/** One chunk of a RIFF file (RFC 9649, 2.3). */
export interface Chunk {
  readonly type: string;
  readonly body: Buffer;
  /** Bytes at the end of the body that the file does not have; they are zero. Absent: none. */
  readonly missing?: number;
}

/** A file that states more than it has by this is none that was cut short. */
const MAX_MISSING_BYTES = 32 * 1024 * 1024;

/**
 * Chunks of a range.
 *
 * @param damage given: the last chunk may be cut short
 * @throws IMAGE_CORRUPT where the last one exceeds the range
 */
export function readChunks(bytes: Buffer, from: number, to: number, damage?: Damage): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = from; at + 8 <= to;) {
    const size = bytes.readUInt32LE(at + 4);
    const type = bytes.toString("latin1", at, at + 4);
    const missing = at + 8 + size - to;
    if (missing > 0) {
      keepUpTo(corrupt("WebP", `it ends in its ${JSON.stringify(type)} chunk`), damage, missing <= MAX_MISSING_BYTES);
      return [...chunks, { type, body: Buffer.concat([bytes.subarray(at + 8, to), Buffer.alloc(missing)]), missing }];
    }
    chunks.push({ type, body: bytes.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size & 1);
  }
  return chunks;
}

/** Chunks of a WebP file; bytes after the RIFF form are ignored. */
export function readWebp(bytes: Buffer, damage?: Damage): Chunk[] {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length)
    keepUpTo(corrupt("WebP", `it has ${bytes.length} bytes and its header states ${end}`), damage, true);
  return readChunks(bytes, 12, Math.min(end, bytes.length), damage);
}

/** A WebP file of chunks, each padded to an even length. */
export function writeWebp(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, body }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, "latin1");
    head.writeUInt32LE(body.length, 4);
    return [head, body, Buffer.alloc(body.length & 1)];
  });
  const size = parts.reduce((sum, part) => sum + part.length, 4);
  const riff = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  riff.writeUInt32LE(size, 4);
  return Buffer.concat([riff, ...parts]);
}

export const HAS_PROFILE = 0x20;
export const HAS_ALPHA = 0x10;
export const IS_ANIMATED = 0x02;

/** The extended header (RFC 9649, 2.7). */
export function extendedHeader(flags: number, width: number, height: number): Chunk {
  const body = Buffer.alloc(10);
  body[0] = flags;
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return { type: "VP8X", body };
}
