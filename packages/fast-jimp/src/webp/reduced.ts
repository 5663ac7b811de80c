import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import type { ReductionTarget } from "../png/plan-reduction";
import { BoxReducer, type ReducedPixels } from "../png/reduce";
import { rasterLoops } from "../raster/loops";
import { readWebp } from "./container";
import { firstFrame } from "./first-frame";
import type { DecoderExports, Libwebp } from "./libwebp";
import { cellsOf } from "./reduced-size";

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
