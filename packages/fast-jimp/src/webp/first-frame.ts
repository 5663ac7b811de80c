import { corrupt } from "../image-error";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readChunks, readWebp, writeWebp, type Chunk } from "./container";

/** Bytes of an animation frame before its own chunks (RFC 9649, 2.7.1.1). */
const FRAME_HEADER_BYTES = 16;

/** Width and height, pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A still WebP, and where it is shown. */
export interface StillWebp {
  readonly file: Buffer;
  /** Of an animation; absent where the file itself is still. Its frame may cover a part of the canvas only. */
  readonly canvas?: Size & { readonly left: number; readonly top: number };
  /** The pixels have no alpha, whatever their data holds: libwebp's readers go by this flag of VP8L (RFC 9649, 3.4). */
  readonly opaque: boolean;
}

const sizeOf = (body: Buffer, at: number): Size => ({
  width: body.readUIntLE(at, 3) + 1,
  height: body.readUIntLE(at + 3, 3) + 1,
});

/** `alpha_is_used`, behind signature, width and height. */
function isOpaqueLossless(chunks: readonly Chunk[]): boolean {
  const lossless = chunks.find(({ type }) => type === "VP8L")?.body;
  return lossless !== undefined && lossless.length >= 5 && (lossless.readUInt32LE(1) & (1 << 28)) === 0;
}

/**
 * The first frame of an animated WebP as a still one; any other file unchanged.
 *
 * @throws IMAGE_CORRUPT where an animation has no frame, or one that lies outside its canvas
 */
export function firstFrame(bytes: Buffer): StillWebp {
  const chunks = readWebp(bytes);
  const header = chunks.find(({ type }) => type === "VP8X");
  if (!header || header.body.length < 10 || !((header.body[0] as number) & IS_ANIMATED))
    return { file: bytes, opaque: isOpaqueLossless(chunks) };
  const frame = chunks.find(({ type, body }) => type === "ANMF" && body.length > FRAME_HEADER_BYTES);
  if (!frame) throw corrupt("WebP", "its animation has no frame");
  const canvas = sizeOf(header.body, 4);
  const size = sizeOf(frame.body, 6);
  // Positions are stored as halves.
  const [left, top] = [frame.body.readUIntLE(0, 3) * 2, frame.body.readUIntLE(3, 3) * 2];
  if (left + size.width > canvas.width || top + size.height > canvas.height)
    throw corrupt("WebP", "its first frame lies outside the canvas");
  const isPixels = ({ type }: Chunk): boolean => type === "ALPH" || type === "VP8 " || type === "VP8L";
  const pixels = readChunks(frame.body, FRAME_HEADER_BYTES, frame.body.length).filter(isPixels);
  const file = writeWebp([extendedHeader(HAS_ALPHA, size.width, size.height), ...pixels]);
  return { file, canvas: { ...canvas, left, top }, opaque: isOpaqueLossless(pixels) };
}
