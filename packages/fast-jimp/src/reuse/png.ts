import { inflateSync } from "node:zlib";
import { interlacedBytes } from "../png/adam7";
import { readChunks } from "../png/chunks";
import { assemblePng } from "../png/encode";
import { rowBytes } from "../png/header";

/** What Node's types do not say of `info`: the stream beside its output. */
interface InflateInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Whether a zlib stream holds so many bytes and nothing else, and nothing follows it. */
function isExact(stream: Buffer, bytes: number): boolean {
  try {
    const info = inflateSync(stream, { info: true, maxOutputLength: bytes + 1 }) as unknown as InflateInfo;
    return info.buffer.length === bytes && info.engine.bytesWritten === stream.length;
  } catch {
    return false;
  }
}

/**
 * The compressed data of an opaque PNG in a file of its own: header, palette, pixels, and nothing else but a profile.
 *
 * @returns undefined where data is hidden behind the pixels
 */
export function reusePng(bytes: Buffer, icc: Uint8Array | undefined): Buffer | undefined {
  const { header, palette, pixels } = readChunks(bytes);
  const stream = Buffer.concat(pixels);
  const { width, height, interlaced } = header;
  const inflated = interlaced ? interlacedBytes(header) : height * (rowBytes(header, width) + 1);
  if (!isExact(stream, inflated)) return undefined;
  return assemblePng(header, { stream, ...(palette && { palette }), ...(icc && { icc }) });
}
