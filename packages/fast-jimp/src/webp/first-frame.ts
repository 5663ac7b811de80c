import { unsupported } from "../image-error";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readChunks, readWebp, writeWebp, type Chunk } from "./container";

/** Bytes of an animation frame before its own chunks (RFC 9649, 2.7.1.1). */
const FRAME_HEADER_BYTES = 16;

const sizeOf = (body: Buffer, at: number): { width: number; height: number } => ({
  width: body.readUIntLE(at, 3) + 1,
  height: body.readUIntLE(at + 3, 3) + 1,
});

/**
 * A still WebP made of the first frame of an animated one; any other file unchanged.
 *
 * @throws FORMAT_UNSUPPORTED where the first frame covers only part of the canvas
 */
export function firstFrame(bytes: Buffer): Buffer {
  const chunks = readWebp(bytes);
  const header = chunks.find(({ type }) => type === "VP8X");
  if (!header || header.body.length < 10 || !((header.body[0] as number) & IS_ANIMATED)) return bytes;
  const frame = chunks.find(({ type, body }) => type === "ANMF" && body.length > FRAME_HEADER_BYTES);
  const canvas = sizeOf(header.body, 4);
  const size = frame && sizeOf(frame.body, 6);
  if (!frame || size?.width !== canvas.width || size.height !== canvas.height) {
    throw unsupported("Animated WebP whose first frame is smaller than its canvas", "webp");
  }
  const isPixels = ({ type }: Chunk): boolean => type === "ALPH" || type === "VP8 " || type === "VP8L";
  const pixels = readChunks(frame.body, FRAME_HEADER_BYTES, frame.body.length).filter(isPixels);
  return writeWebp([extendedHeader(HAS_ALPHA, canvas.width, canvas.height), ...pixels]);
}
