/** 8-bit R, G, B, rows from the top. */
export interface RgbPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function checkSameSize(a: RgbPixels, b: RgbPixels): void {
  const bytes = a.width * a.height * 3;
  if (a.width !== b.width || a.height !== b.height || a.data.length !== bytes || b.data.length !== bytes) {
    throw new RangeError(`expected RGB pixels of one size; got ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
}

/** Peak signal-to-noise ratio over all three channels, dB; Infinity for equal pixels. */
export function psnr(a: RgbPixels, b: RgbPixels): number {
  checkSameSize(a, b);
  let squares = 0;
  for (let at = 0; at < a.data.length; at++) squares += ((a.data[at] as number) - (b.data[at] as number)) ** 2;
  return 10 * Math.log10((255 * 255 * a.data.length) / squares);
}

/** Luma of ITU-R BT.601, as in JPEG. */
function lumaOf({ data }: RgbPixels): Float64Array {
  const luma = new Float64Array(data.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    luma[pixel] = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
  }
  return luma;
}

const WINDOW = 8;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * Mean structural similarity of luma over all 8x8 windows, 1 for equal pixels (Wang, Bovik, Sheikh, Simoncelli: Image
 * Quality Assessment, 2004).
 */
export function ssim(a: RgbPixels, b: RgbPixels): number {
  checkSameSize(a, b);
  const [lumaA, lumaB] = [lumaOf(a), lumaOf(b)];
  let total = 0;
  let windows = 0;
  for (let top = 0; top + WINDOW <= a.height; top++) {
    for (let left = 0; left + WINDOW <= a.width; left++, windows++) {
      total += windowSimilarity(lumaA, lumaB, a.width, left, top);
    }
  }
  return total / windows;
}

function windowSimilarity(a: Float64Array, b: Float64Array, width: number, left: number, top: number): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y++) {
    for (let at = y * width + left, end = at + WINDOW; at < end; at++) {
      const [valueA, valueB] = [a[at] as number, b[at] as number];
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
  }
  const count = WINDOW * WINDOW;
  const [meanA, meanB] = [sumA / count, sumB / count];
  const varianceA = squaresA / count - meanA * meanA;
  const varianceB = squaresB / count - meanB * meanB;
  const covariance = products / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}
