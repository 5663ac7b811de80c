import { corrupt, unsupported } from "../image-error";
import type { Directory } from "./directory";

/** Photometric interpretations (TIFF 6.0, section 8). */
export const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
export const RGB = 2;
export const PALETTE = 3;
export const CMYK = 5;

/** Storage of a TIFF's pixels. */
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
  /** Pixels. A strip is as wide as the image; a tile may extend beyond the right and lower edges. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

const refuse = (what: string): never => {
  throw unsupported(`TIFF with ${what}`, "tiff");
};

const compressionNames: Readonly<Record<number, string>> = {
  2: "CCITT RLE compression",
  3: "CCITT T.4 or T.6 (fax) compression",
  4: "CCITT T.4 or T.6 (fax) compression",
  6: "JPEG compression",
  7: "JPEG compression",
};

const colourSamples: Readonly<Record<number, number>> = {
  [WHITE_IS_ZERO]: 1,
  [BLACK_IS_ZERO]: 1,
  [RGB]: 3,
  [PALETTE]: 1,
  [CMYK]: 4,
};

function checkSamples(directory: Directory, photometric: number, samples: number, bits: readonly number[]): void {
  const colours = colourSamples[photometric] ?? refuse(`photometric interpretation ${photometric}`);
  const depth = bits[0] ?? 1;
  if (samples < colours || samples > colours + 4 || bits.some((other) => other !== depth)) {
    throw corrupt("TIFF", `it states ${samples} samples of ${bits.join(", ")} bits per pixel`);
  }
  if (![1, 2, 4, 8, 16].includes(depth) || (depth < 8 && samples > 1)) refuse(`${samples} samples of ${depth} bits`);
  if (directory.number(339, 1) !== 1) refuse("signed or floating-point samples");
  if (samples > 1 && directory.number(284, 1) !== 1) refuse("planar configuration 2");
}

/**
 * Reads and checks every field about the storage of pixels, before memory is taken for them.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function readLayout(directory: Directory): TiffLayout {
  const number = (tag: number, otherwise: number): number => directory.number(tag, otherwise);
  const [width, height] = [number(256, 0), number(257, 0)];
  const compression = number(259, 1);
  if (![1, 5, 8, 32773, 32946].includes(compression))
    refuse(compressionNames[compression] ?? `compression ${compression}`);
  const photometric = number(262, BLACK_IS_ZERO);
  const samples = number(277, 1);
  const bits = directory.numbers(258);
  checkSamples(directory, photometric, samples, bits);
  const tiled = directory.numbers(322).length > 0;
  const blockWidth = tiled ? number(322, 0) : width;
  const blockHeight = tiled ? number(323, 0) : Math.min(height, number(278, height));
  const offsets = directory.numbers(tiled ? 324 : 273);
  const lengths = directory.numbers(tiled ? 325 : 279);
  if (blockWidth === 0 || blockHeight === 0) throw corrupt("TIFF", "its strips or tiles have no size");
  // A tile is a multiple of 16 (TIFF 6.0, section 15). Far larger ones are found only in files made to exhaust memory.
  if (tiled && (blockWidth > width + 4096 || blockHeight > height + 4096))
    throw corrupt("TIFF", `its tiles of ${blockWidth}x${blockHeight} pixels are larger than the image`);
  const blocks = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight);
  if (offsets.length < blocks || lengths.length < blocks)
    throw corrupt("TIFF", "the offset or length of a strip or tile is missing");
  return {
    ...{ width, height, photometric, compression, samples, tiled, blockWidth, blockHeight, offsets, lengths },
    predictor: number(317, 1),
    bitsPerSample: bits[0] ?? 1,
    alpha: samples > (colourSamples[photometric] ?? 0) ? number(338, 0) : 0,
  };
}
