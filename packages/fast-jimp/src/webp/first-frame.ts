import type { Damage } from "../damage";
import { corrupt } from "../image-error";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readChunks, readWebp, writeWebp, type Chunk } from "./container";

/** Bytes of an animation frame before its own chunks (RFC 9649, 2.7.1.1). */
export const FRAME_HEADER_BYTES = 16;

/** Width and height, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas, and where a frame lies on it, pixels. */
export interface PlacedCanvas extends Size {
  readonly left: number;
  readonly top: number;
}

/** A still WebP, and where it is shown. */
export interface StillWebp {
  readonly file: Buffer;
  /** Of an animation; absent where the file itself is still. Its frame may cover a part of the canvas only. */
  readonly canvas?: PlacedCanvas;
  /** The pixels have no alpha, whatever their data holds: libwebp's readers go by this flag of VP8L (RFC 9649, 3.4). */
  readonly opaque: boolean;
  /** Bytes at the end of `file` that are not known, and zero. Absent: none. */
  readonly missing?: number;
}

/** More bytes than the file states: what stands in for those that are missing may be read faster. */
const SLACK_BYTES = 64 * 1024;

/** A still file of pixels whose last bytes are missing. */
function cutShort(chunks: readonly Chunk[], missing: number): Pick<StillWebp, "file" | "missing"> {
  const slack = missing + SLACK_BYTES;
  const last = chunks.at(-1);
  const longer = last ? [{ ...last, body: Buffer.concat([last.body, Buffer.alloc(slack)]) }] : [];
  // An even length, so that nothing follows the body.
  const odd = (missing + slack + (last?.body.length ?? 0)) & 1;
  return { file: writeWebp([...chunks.slice(0, -1), ...longer]), missing: missing + slack + odd };
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

/** The canvas of an animated WebP; undefined of any other file. */
export function canvasOf(chunks: readonly Chunk[]): Size | undefined {
  const header = chunks.find(({ type }) => type === "VP8X");
  return header && header.body.length >= 10 && (header.body[0] as number) & IS_ANIMATED
    ? sizeOf(header.body, 4)
    : undefined;
}

/** The frames of an animated WebP. @throws IMAGE_CORRUPT where it has none */
export function frameChunks(chunks: readonly Chunk[]): readonly Chunk[] {
  const frames = chunks.filter(({ type, body }) => type === "ANMF" && body.length > FRAME_HEADER_BYTES);
  if (frames.length === 0) throw corrupt("WebP", "its animation has no frame");
  // One that is cut short is shown only where there is no other.
  return frames.length === 1 ? frames : frames.filter(({ missing }) => missing === undefined);
}

export const isPixels = ({ type }: Chunk): boolean => type === "ALPH" || type === "VP8 " || type === "VP8L";

/** Of the bytes that are missing at the end of a frame those at the end of a chunk of it. */
function missingAtEnd(frame: Buffer, missing: number, chunk: Buffer | undefined): number {
  const end = chunk ? chunk.byteOffset + chunk.length - frame.byteOffset : 0;
  return end - (frame.length - missing);
}

/** A frame as a still file. @throws IMAGE_CORRUPT where it lies outside its canvas */
export function stillOf({ body, missing }: Chunk, canvas: Size): StillWebp & { readonly canvas: PlacedCanvas } {
  const size = sizeOf(body, 6);
  // Positions are stored as halves.
  const [left, top] = [body.readUIntLE(0, 3) * 2, body.readUIntLE(3, 3) * 2];
  if (left + size.width > canvas.width || top + size.height > canvas.height)
    throw corrupt("WebP", "its frame lies outside the canvas");
  const pixels = readChunks(body, FRAME_HEADER_BYTES, body.length).filter(isPixels);
  const still = [extendedHeader(HAS_ALPHA, size.width, size.height), ...pixels];
  const missingPixels = missing === undefined ? 0 : missingAtEnd(body, missing, pixels.at(-1)?.body);
  return {
    ...(missingPixels > 0 ? cutShort(still, missingPixels) : { file: writeWebp(still) }),
    canvas: { ...canvas, left, top },
    opaque: isOpaqueLossless(pixels),
  };
}

/**
 * The first frame of an animated WebP as a still one; any other file unchanged.
 *
 * @param damage given: the file may be cut short
 * @throws IMAGE_CORRUPT where an animation has no frame, or one that lies outside its canvas
 */
export function firstFrame(bytes: Buffer, damage?: Damage): StillWebp {
  const chunks = readWebp(bytes, damage);
  const canvas = canvasOf(chunks);
  if (canvas) return stillOf(frameChunks(chunks)[0] as Chunk, canvas);
  const cut = chunks.find(({ missing }) => missing !== undefined);
  const opaque = isOpaqueLossless(chunks);
  if (!damage?.found) return { file: bytes, opaque };
  // Whatever follows the pixels does not matter any more.
  const still = chunks.filter((chunk) => chunk.type === "VP8X" || isPixels(chunk));
  return { opaque, ...(cut?.missing && isPixels(cut) ? cutShort(still, cut.missing) : { file: writeWebp(still) }) };
}
