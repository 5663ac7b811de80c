import { unsupported } from "../image-error";

/** How an image's samples mean colours. */
export interface ColourCoding {
  readonly bits: number;
  readonly isGrey: boolean;
  /** Code points of ITU-T H.273. */
  readonly primaries: number;
  readonly matrix: number;
  readonly isFullRange: boolean;
}

/** Code points of matrices whose colours are not weighted sums. */
const IDENTITY = 0;
const YCGCO = 8;
const BY_PRIMARIES = 12;

/** Shares of red and blue in luma by the matrix (ITU-T H.273, table 4); of 2, unspecified, those of BT.601. */
const WEIGHTS: Readonly<Record<number, readonly [red: number, blue: number]>> = {
  1: [0.2126, 0.0722],
  2: [0.299, 0.114],
  4: [0.3, 0.11],
  5: [0.299, 0.114],
  6: [0.299, 0.114],
  7: [0.212, 0.087],
  9: [0.2627, 0.0593],
};

/** The same by the primaries, from their chromaticities and that of white (ITU-T H.273, 8.3, equations 32 to 37). */
const WEIGHTS_OF_PRIMARIES: Readonly<Record<number, readonly [red: number, blue: number]>> = {
  1: [0.2126, 0.0722],
  2: [0.2126, 0.0722],
  5: [0.222, 0.0713],
  6: [0.2124, 0.0866],
  7: [0.2124, 0.0866],
  9: [0.2627, 0.0593],
  11: [0.2095, 0.0689],
  12: [0.229, 0.0793],
};

/** Red, green and blue of 0..1 as sums of luma of 0..1 and chroma of -0.5..0.5. */
function factors({ isGrey, matrix, primaries }: ColourCoding): readonly (readonly [number, number, number])[] {
  if (isGrey) return [[1, 0, 0], [1, 0, 0], [1, 0, 0]]; // prettier-ignore
  if (matrix === IDENTITY) return [[0, 0, 1], [1, 0, 0], [0, 1, 0]]; // prettier-ignore
  if (matrix === YCGCO) return [[1, -1, 1], [1, 1, 0], [1, -1, -1]]; // prettier-ignore
  const weights = matrix === BY_PRIMARIES ? WEIGHTS_OF_PRIMARIES[primaries] : WEIGHTS[matrix];
  if (!weights) throw unsupported(`AVIF with the matrix coefficients ${matrix}`, "avif");
  const [red, blue] = weights;
  const green = 1 - red - blue;
  const [ofRed, ofBlue] = [2 * (1 - red), 2 * (1 - blue)];
  return [
    [1, 0, ofRed],
    [1, (-blue * ofBlue) / green, (-red * ofRed) / green],
    [1, ofBlue, 0],
  ];
}

/** Black's level and the span to white of samples of luma, or of alpha (ITU-T H.273, 8.3). */
function lumaRange({ bits, isFullRange }: Pick<ColourCoding, "bits" | "isFullRange">): readonly [number, number] {
  return isFullRange ? [0, 2 ** bits - 1] : [16 * 2 ** (bits - 8), 219 * 2 ** (bits - 8)];
}

/**
 * Factors of the three samples and what is added to their sums, for red, green and blue of 0..255.
 *
 * @throws FORMAT_UNSUPPORTED for a matrix of colours that are no sums of samples
 */
export function conversion(coding: ColourCoding): number[] {
  const { bits, isFullRange, matrix, isGrey } = coding;
  const luma = lumaRange(coding);
  const chromaSpan = isFullRange ? 2 ** bits - 1 : 224 * 2 ** (bits - 8);
  const isRgb = matrix === IDENTITY && !isGrey;
  const chroma = isRgb ? luma : [2 ** (bits - 1), chromaSpan];
  const ranges = [luma, chroma, chroma] as const;
  return factors(coding).flatMap((row) => {
    const scaled = row.map((factor, at) => (factor * 255) / (ranges[at]?.[1] ?? 1));
    const added = scaled.reduce((sum, factor, at) => sum - factor * (ranges[at]?.[0] ?? 0), 0);
    return [...scaled, added];
  });
}

/** The factor and what is added, for alpha of 0..255. */
export function alphaConversion(coding: Pick<ColourCoding, "bits" | "isFullRange">): number[] {
  const [black, span] = lumaRange(coding);
  return [255 / span, (-black * 255) / span];
}
