import { checkAddressSpace, decodeWith } from "../codecs/decode-with";
import { cropped } from "../heif/aperture";
import { readHeifImage } from "../heif/image";
import { imageError } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { planReduction, type ReductionTarget } from "../png/plan-reduction";
import type { ReducedPixels } from "../png/reduce";
import { readCodedImages, type CodedImages } from "./coded-images";
import { alphaConversion, conversion } from "./colour";
import { ALPHA, codingOf, COLOUR, decodePlanes, loadLibaom, type Libaom } from "./libaom";
import { libaomMemory } from "./memory";

export interface AvifDecoder {
  /** Decodes every pixel, before orientation. */
  readonly bitmap: (bytes: Buffer) => DecodedBitmap;
  /** Decodes no more pixels than are needed. @returns undefined of an image with alpha, or whose pixels are cropped */
  readonly reduced: (
    bytes: Buffer,
    target: ReductionTarget,
  ) => (ReducedPixels & Pick<DecodedBitmap, "icc">) | undefined;
}

/** What an image's pixels are, by the file where it says so. */
function factorsOf(libaom: Libaom, { alpha, nclx }: CodedImages): number[] {
  const colours = conversion({ ...codingOf(libaom, COLOUR), ...nclx });
  return alpha ? [...colours, ...alphaConversion(codingOf(libaom, ALPHA))] : colours;
}

/** Cells of whole samples of chroma. */
const wholeCells = (pixels: number, shift: number): number => (pixels === 1 ? 1 : (pixels >> shift) << shift);

interface Cells {
  readonly columns: number;
  readonly rows: number;
}

/** Decodes the images of a file, and averages cells of their pixels. */
function decodeCells(libaom: Libaom, images: CodedImages, planned: Cells): { data: Buffer; cells: Cells } {
  const { colour, alpha } = images;
  decodePlanes(libaom, COLOUR, colour, alpha !== undefined);
  if (alpha) decodePlanes(libaom, ALPHA, alpha, false);
  const { loops } = libaom;
  const cells = {
    columns: wholeCells(planned.columns, loops.shiftX(COLOUR)),
    rows: wholeCells(planned.rows, loops.shiftY(COLOUR)),
  };
  const bytes = Math.ceil(colour.width / cells.columns) * Math.ceil(colour.height / cells.rows) * 4;
  const factors = libaom.place(new Uint8Array(Float32Array.from(factorsOf(libaom, images)).buffer));
  const to = libaom.allocate(bytes);
  const kind = !alpha ? 0 : images.isPremultiplied ? 2 : 1;
  if (loops.convert(to, cells.columns, cells.rows, factors, kind) === 0)
    throw imageError("IMAGE_TOO_LARGE", "The image needs more memory than libaom can have.");
  return { data: libaom.bytes(to, bytes), cells };
}

const WHOLE = { columns: 1, rows: 1 };

/**
 * Loads libaom, compiled to WebAssembly, for one image.
 *
 * @returns decodes an AVIF (AV1 Image File Format 1.1), of an animated one its still image; throws IMAGE_CORRUPT,
 * IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED
 */
export async function loadAvifDecoder(): Promise<AvifDecoder> {
  const makeInstance = await loadLibaom();
  const decode = (bytes: Buffer, images: CodedImages, planned: Cells) => {
    checkAddressSpace("avif", libaomMemory(bytes).memory);
    const libaom = makeInstance();
    return decodeWith("avif", () => decodeCells(libaom, images, planned));
  };
  return {
    bitmap(bytes) {
      const { crop, icc, width } = readHeifImage(bytes, "AVIF");
      const { data } = decode(bytes, readCodedImages(bytes), WHOLE);
      const pixels = cropped(data, width, crop);
      return { data: pixels, width: crop.width, height: crop.height, ...(icc && { icc }) };
    },
    reduced(bytes, target) {
      const { crop, icc, width, height } = readHeifImage(bytes, "AVIF");
      const images = readCodedImages(bytes);
      if (images.alpha || crop.width !== width || crop.height !== height) return undefined;
      const { data, cells } = decode(bytes, images, planReduction({ width, height }, 3, target));
      return {
        // A copy, so that libaom's memory is free while renditions are made.
        data: Buffer.from(data),
        width: Math.ceil(width / cells.columns),
        height: Math.ceil(height / cells.rows),
        validWidth: width / cells.columns,
        validHeight: height / cells.rows,
        opaque: true,
        ...(icc && { icc }),
      };
    },
  };
}
