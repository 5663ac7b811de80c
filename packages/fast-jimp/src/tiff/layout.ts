import { imageError } from "../image-error";
import { corruptTiff, type Directory } from "./directory";

/** Photometric interpretations (TIFF 6.0, section 8). */
export const WHITE_IS_ZERO = 0;
export const BLACK_IS_ZERO = 1;
export const RGB = 2;
export const PALETTE = 3;
export const CMYK = 5;

/** How the pixels of a TIFF are stored. */
export interface TiffLayout {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly photometric: number;
  readonly compression: number;
  /** 2: each sample is the difference from the one to its left (TIFF 6.0, section 14). */
  readonly predictor: number;
  /** 1, 2, 4, 8 or 16, the same for every sample. */
  readonly bitsPerSample: number;
  readonly samples: number;
  /** 0: no alpha, 1: premultiplied, 2: not premultiplied (TIFF 6.0, section 18, ExtraSamples). */
  readonly alpha: number;
  /** Strips are as wide as the picture; tiles are not, and reach beyond its edges. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

const unsupported = (what: string): never => {
  throw imageError("FORMAT_UNSUPPORTED", `TIFF with ${what} is not supported`, { format: "tiff" });
};

const compressionNames: Readonly<Record<number, string>> = {
  2: "CCITT compression",
  3: "fax compression",
  4: "fax compression",
  6: "JPEG inside",
  7: "JPEG inside",
};

const colourSamples: Readonly<Record<number, number>> = {
  [WHITE_IS_ZERO]: 1,
  [BLACK_IS_ZERO]: 1,
  [RGB]: 3,
  [PALETTE]: 1,
  [CMYK]: 4,
};

function checkSamples(directory: Directory, photometric: number, samples: number, bits: readonly number[]): void {
  const colours = colourSamples[photometric] ?? unsupported(`photometric interpretation ${photometric}`);
  const depth = bits[0] ?? 1;
  if (samples < colours || samples > colours + 4 || bits.some((other) => other !== depth)) {
    throw corruptTiff(`${samples} samples of ${bits.join(", ")} bits`);
  }
  if (![1, 2, 4, 8, 16].includes(depth) || (depth < 8 && samples > 1))
    unsupported(`${samples} samples of ${depth} bits`);
  if (directory.number(339, 1) !== 1) unsupported("samples that are not whole numbers");
  if (samples > 1 && directory.number(284, 1) !== 1) unsupported("colours in planes of their own");
}

/**
 * Reads and checks everything that says how pixels are stored, before any of them is.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function readLayout(directory: Directory): TiffLayout {
  const number = (tag: number, otherwise: number): number => directory.number(tag, otherwise);
  const [width, height] = [number(256, 0), number(257, 0)];
  const compression = number(259, 1);
  if (![1, 5, 8, 32773, 32946].includes(compression))
    unsupported(compressionNames[compression] ?? `compression ${compression}`);
  const photometric = number(262, BLACK_IS_ZERO);
  const samples = number(277, 1);
  const bits = directory.numbers(258);
  checkSamples(directory, photometric, samples, bits);
  const tiled = directory.numbers(322).length > 0;
  const blockWidth = tiled ? number(322, 0) : width;
  const blockHeight = tiled ? number(323, 0) : Math.min(height, number(278, height));
  const offsets = directory.numbers(tiled ? 324 : 273);
  const lengths = directory.numbers(tiled ? 325 : 279);
  if (blockWidth === 0 || blockHeight === 0) throw corruptTiff("strips or tiles without a size");
  // Tiles are multiples of 16 (TIFF 6.0, section 15): at most 15 more than the picture, unless someone is up to something.
  if (tiled && (blockWidth > width + 4096 || blockHeight > height + 4096))
    throw corruptTiff("tiles larger than the picture");
  const blocks = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight);
  if (offsets.length < blocks || lengths.length < blocks) throw corruptTiff("strips or tiles are missing");
  return {
    ...{ width, height, photometric, compression, samples, tiled, blockWidth, blockHeight, offsets, lengths },
    predictor: number(317, 1),
    bitsPerSample: bits[0] ?? 1,
    alpha: samples > (colourSamples[photometric] ?? 0) ? number(338, 0) : 0,
  };
}
