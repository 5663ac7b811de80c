import { instantiate, type CodecModule } from "../codecs/emscripten";
import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { readWebp } from "./container";
import { firstFrame, type StillWebp } from "./first-frame";
import { wasmFile } from "./wasm-file";

/** Not premultiplied RGBA. */
interface Decoded {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

interface Decoder {
  /** @returns null where the file cannot be decoded */
  decode(bytes: Uint8Array): Decoded | null;
}

const WASM_FILE = "@jsquash/webp/codec/dec/webp_dec.wasm";

/** In place of zeros. Any other value does, but those of many set bits are read too fast. */
const OTHER_FILLER = 0x10;

/**
 * Memory that {@link decodeWebp} takes, bytes per pixel: 4 for the bitmap and 4 for libwebp's, 4 more for lossless
 * data, 2 for an alpha plane, 4 for the canvas of an animation. The file is copied into libwebp's memory, an animated
 * one twice more.
 */
export function webpMemory(
  bytes: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
  damage?: Damage,
): number {
  const { file, canvas, missing } = firstFrame(bytes, damage);
  const types = readWebp(file).map(({ type }) => type);
  const perPixel = 8 + (types.includes("VP8L") ? 5 : 0) + (types.includes("ALPH") ? 2 : 0) + (canvas ? 4 : 0);
  // One that is cut short is decoded twice.
  return width * height * (perPixel + (missing ? 4 : 0)) + (missing || canvas ? 3 : 1) * file.length;
}

/**
 * Loads libwebp, compiled to WebAssembly, for one image.
 *
 * @returns decodes a still WebP; throws IMAGE_CORRUPT
 */
export async function loadStillDecoder(): Promise<(still: StillWebp, damage?: Damage) => Decoded> {
  const { default: factory } = (await import("@jsquash/webp/codec/dec/webp_dec.js")) as unknown as CodecModule<Decoder>;
  const decoder = await instantiate(factory, () => wasmFile(WASM_FILE), "WebP");
  return ({ file, opaque, missing }, damage) => {
    const decoded = decoder.decode(file);
    if (!decoded) throw corrupt("WebP", "libwebp cannot decode its pixels");
    if (missing !== undefined) {
      const other = decoder.decode(Buffer.from(file).fill(OTHER_FILLER, file.length - missing));
      const rows = other ? equalRows(decoded, other) : 0;
      keepUpTo(corrupt("WebP", "its pixels are cut short"), damage, rows > 0);
      decoded.data.fill(0, rows * decoded.width * 4);
    }
    if (opaque) for (let at = 3; at < decoded.data.length; at += 4) decoded.data[at] = 255;
    return decoded;
  };
}

/**
 * Rows from the top that are equal in two images. libwebp does not say how far it gets with a file that is cut short;
 * but what it decodes does not depend on what is missing, where that came later.
 */
function equalRows({ data, width, height }: Decoded, other: Decoded): number {
  for (let y = 0; y < height; y++) {
    const rowOf = (of: Uint8ClampedArray): Buffer => Buffer.from(of.buffer, of.byteOffset + y * width * 4, width * 4);
    if (!rowOf(data).equals(rowOf(other.data))) return y;
  }
  return height;
}

/**
 * Loads libwebp for one image.
 *
 * @returns decodes a WebP (RFC 9649), or the first frame of an animated one; throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function loadWebpDecoder(): Promise<(bytes: Buffer, damage?: Damage) => DecodedBitmap> {
  const decode = await loadStillDecoder();
  return (bytes, damage) => {
    const still = firstFrame(bytes, damage);
    const { data, width, height } = onCanvas(decode(still, damage), still);
    const icc = readWebp(bytes, damage).find(({ type }) => type === "ICCP")?.body;
    return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height, ...(icc && { icc }) };
  };
}

/** What is shown before the second frame: the first one, and nothing around it. */
function onCanvas({ data, width, height }: Decoded, { canvas }: StillWebp): Decoded {
  if (!canvas || (canvas.width === width && canvas.height === height)) return { data, width, height };
  const out = new Uint8ClampedArray(canvas.width * canvas.height * 4);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 4, (y + 1) * width * 4);
    out.set(row, ((canvas.top + y) * canvas.width + canvas.left) * 4);
  }
  return { data: out, width: canvas.width, height: canvas.height };
}

/**
 * Decodes a WebP. libwebp is loaded by the first image that needs it.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function decodeWebp(bytes: Buffer): Promise<DecodedBitmap> {
  // Refused before libwebp is loaded, where the container is broken.
  firstFrame(bytes);
  return (await loadWebpDecoder())(bytes);
}
