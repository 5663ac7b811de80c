import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import { isOpaque, type Bitmap, type DecodedBitmap } from "../pixels";
import type { ReductionTarget } from "../png/plan-reduction";
import { readWebp } from "./container";
import { firstFrame, type Size, type StillWebp } from "./first-frame";
import { loadLibwebp, type DecoderExports, type Libwebp } from "./libwebp";
import { decodeWebpPlanes, type WebpPlanes } from "./planes";
import { decodeWebpReduced } from "./reduced";
import { reducedSize, type NeededPixels } from "./reduced-size";

/** In place of zeros. Any other value does, but those of many set bits are read too fast. */
const OTHER_FILLER = 0x10;

interface WebpDecodeOptions {
  /** Given: the file may be cut short. */
  readonly damage?: Damage | undefined;
  /** What is needed of the image, which is then no larger than that where its kind allows. Default: all its pixels. */
  readonly needed?: NeededPixels | undefined;
}

/** A decoded image in libwebp's memory. */
interface Decoded extends Bitmap {
  /** Of the data, where the memory can be released. */
  readonly address: number;
}

/** @returns undefined where libwebp cannot decode the file */
function decodeFile(
  libwebp: Libwebp<DecoderExports>,
  file: Uint8Array,
  sizeFor: (whole: Size) => Size,
): Decoded | undefined {
  const { loops } = libwebp;
  const from = libwebp.place(file);
  const whole = { width: loops.imageWidth(from, file.length), height: loops.imageHeight(from, file.length) };
  const { width, height } = sizeFor(whole);
  const address = whole.width > 0 ? libwebp.allocate(width * height * 4) : 0;
  const decoded = address !== 0 && loops.decode(from, file.length, width, height, address) === 0;
  loops.release(from);
  if (!decoded) loops.release(address);
  return decoded ? { data: libwebp.bytes(address, width * height * 4), width, height, address } : undefined;
}

const wholeSize = (size: Size): Size => size;

/**
 * Decodes to the size that is needed.
 *
 * @returns undefined where libwebp cannot decode the file, or the result may differ from the image's pixels, reduced
 */
function decodeReduced(libwebp: Libwebp<DecoderExports>, still: StillWebp, needed: NeededPixels): Decoded | undefined {
  const decoded = decodeFile(libwebp, still.file, (whole) => reducedSize(still, whole, needed) ?? whole);
  // libwebp weights colours by the alpha of the data, which is no alpha where the header says so.
  if (!decoded || isOpaque(decoded)) return decoded;
  libwebp.loops.release(decoded.address);
  return undefined;
}

/**
 * Decodes a file of which the last bytes are missing, as far as it goes.
 *
 * @param decoded with zeros in their place
 */
function clearMissing(
  libwebp: Libwebp<DecoderExports>,
  { file }: StillWebp,
  missing: number,
  { width, height, address }: Decoded,
  damage: Damage | undefined,
): void {
  const other = decodeFile(libwebp, Buffer.from(file).fill(OTHER_FILLER, file.length - missing), wholeSize);
  const data = libwebp.bytes(address, width * height * 4);
  const rows = other ? equalRows({ data, width, height }, other) : 0;
  if (other) libwebp.loops.release(other.address);
  keepUpTo(corrupt("WebP", "its pixels are cut short"), damage, rows > 0);
  data.fill(0, rows * width * 4);
}

/**
 * Decodes still WebPs in one instance of libwebp: the pixels of each are valid until the next.
 *
 * @returns throws IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export function stillDecoder(
  libwebp: Libwebp<DecoderExports>,
): (still: StillWebp, options?: WebpDecodeOptions) => Bitmap {
  let last = 0;
  return (still, { damage, needed } = {}) => {
    libwebp.loops.release(last);
    last = 0;
    const { file, opaque, missing } = still;
    const reduced = needed && decodeReduced(libwebp, still, needed);
    const decoded = reduced ?? decodeFile(libwebp, file, wholeSize);
    if (!decoded) throw corrupt("WebP", "libwebp cannot decode its pixels");
    const { width, height, address } = decoded;
    last = address;
    if (missing !== undefined) clearMissing(libwebp, still, missing, decoded, damage);
    const data = libwebp.bytes(address, width * height * 4);
    if (opaque) for (let at = 3; at < data.length; at += 4) data[at] = 255;
    return { data, width, height };
  };
}

/**
 * Rows from the top that are equal in two images. libwebp does not say how far it gets with a file that is cut short;
 * but what it decodes does not depend on what is missing, where that came later.
 */
function equalRows({ data, width, height }: Bitmap, other: Bitmap): number {
  const rowOf = (of: Buffer, y: number): Buffer => of.subarray(y * width * 4, (y + 1) * width * 4);
  for (let y = 0; y < height; y++) if (!rowOf(data, y).equals(rowOf(other.data, y))) return y;
  return height;
}

/** What a decoder of a WebP gives. */
export interface WebpDecoder {
  /** The image, or the first frame of an animated one; throws IMAGE_CORRUPT, IMAGE_TOO_LARGE. */
  readonly bitmap: (bytes: Buffer, options?: WebpDecodeOptions) => DecodedBitmap;
  /** The image with alpha, averaged; undefined where its kind or size does not allow that. */
  readonly reduced: (bytes: Buffer, target: ReductionTarget) => ReturnType<typeof decodeWebpReduced>;
  /** The image in planes, no larger than needed; undefined where its kind does not allow that. */
  readonly planes: (bytes: Buffer, needed: NeededPixels) => WebpPlanes | undefined;
}

/** Loads libwebp, for WebPs (RFC 9649). @throws FORMAT_UNSUPPORTED */
export async function loadWebpDecoder(): Promise<WebpDecoder> {
  const makeInstance = await loadLibwebp("decode");
  const bitmap: WebpDecoder["bitmap"] = (bytes, options = {}) => {
    // One for each decode: its pixels are part of the instance's memory.
    const decode = stillDecoder(makeInstance());
    const still = firstFrame(bytes, options.damage);
    const shown = onCanvas(decode(still, options), still);
    const icc = readWebp(bytes, options.damage).find(({ type }) => type === "ICCP")?.body;
    return { ...shown, ...(icc && { icc }) };
  };
  return {
    bitmap,
    planes: (bytes, needed) => decodeWebpPlanes(makeInstance, bytes, needed),
    reduced: (bytes, target) => decodeWebpReduced(makeInstance, bytes, target),
  };
}

/** What is shown before the second frame: the first one, and nothing around it. */
function onCanvas({ data, width, height }: Bitmap, { canvas }: StillWebp): Bitmap {
  if (!canvas || (canvas.width === width && canvas.height === height)) return { data, width, height };
  const out = Buffer.alloc(canvas.width * canvas.height * 4);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 4, (y + 1) * width * 4);
    out.set(row, ((canvas.top + y) * canvas.width + canvas.left) * 4);
  }
  return { data: out, width: canvas.width, height: canvas.height };
}

/**
 * Decodes a WebP. libwebp is loaded by the first image that needs it.
 *
 * @throws IMAGE_CORRUPT, IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED
 */
export async function decodeWebp(bytes: Buffer): Promise<DecodedBitmap> {
  // Refused before libwebp is loaded, where the container is broken.
  firstFrame(bytes);
  return (await loadWebpDecoder()).bitmap(bytes);
}
