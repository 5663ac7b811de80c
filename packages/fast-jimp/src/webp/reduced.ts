import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { BoxReducer, planReduction, type ReducedPixels, type ReductionTarget } from "../png/reduce";
import { rasterLoops } from "../raster/loops";
import { readWebp } from "./container";
import { firstFrame, isPixels, type Size, type StillWebp } from "./first-frame";
import type { DecoderExports, Libwebp } from "./libwebp";

/**
 * The size of the cells that are averaged of an image with alpha, by which libwebp would not weight its colours.
 *
 * @returns undefined where it is to be decoded otherwise
 */
function cellsOf({ file, canvas, missing, opaque }: StillWebp, whole: Size, target: ReductionTarget) {
  if (canvas || missing !== undefined || opaque) return undefined;
  if (
    readWebp(file)
      .filter(isPixels)
      .every(({ type }) => type === "VP8 ")
  )
    return undefined;
  const cells = planReduction(whole, 4, target);
  return cells.columns * cells.rows > 1 ? cells : undefined;
}

/** Pixels of what {@link decodeWebpReduced} decodes; 0 where it does not. */
export function reducedPx(still: StillWebp, whole: Size, target: ReductionTarget): number {
  const cells = cellsOf(still, whole, target);
  return cells ? Math.ceil(whole.width / cells.columns) * Math.ceil(whole.height / cells.rows) : 0;
}

/**
 * Decodes a WebP with alpha, averaged to about the size that is needed.
 *
 * @returns undefined of any other file, and of one that is needed at its own size
 * @throws IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export function decodeWebpReduced(
  makeInstance: () => Libwebp<DecoderExports>,
  bytes: Buffer,
  target: ReductionTarget,
): (ReducedPixels & Pick<DecodedBitmap, "icc">) | undefined {
  const still = firstFrame(bytes);
  const libwebp = makeInstance();
  const { loops } = libwebp;
  const file = libwebp.place(still.file);
  const { length } = still.file;
  const [width, height] = [loops.imageWidth(file, length), loops.imageHeight(file, length)];
  const cells = width > 0 ? cellsOf(still, { width, height }, target) : undefined;
  if (!cells) return undefined;
  const address = libwebp.allocate(width * height * 4);
  if (loops.decode(file, length, width, height, address) !== 0)
    throw corrupt("WebP", "libwebp cannot decode its pixels");
  const reduced = rasterLoops.use((arena) => {
    const reducer = new BoxReducer(arena, width, height, 4, cells.columns, cells.rows);
    const row = arena.allocate(width * 4);
    const pixels = libwebp.bytes(address, width * height * 4);
    for (let from = 0; from < pixels.length; from += width * 4) {
      arena.bytes(row, width * 4).set(pixels.subarray(from, from + width * 4));
      reducer.add(row);
    }
    return reducer.finish();
  });
  const icc = readWebp(bytes).find(({ type }) => type === "ICCP")?.body;
  return { ...reduced, ...(icc && { icc }) };
}
