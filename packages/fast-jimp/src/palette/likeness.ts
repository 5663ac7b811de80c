import type { Bitmap } from "../pixels";
import type { Quantised } from "./quantise";

/** Pixels of a block's side. */
const BLOCK_PX = 8;
/**
 * The least likeness that counts as hardly distinguishable. Drawings and text that have both had a SSIMULACRA2 of 90
 * and more, photographs and wide gradients, which do not, below it.
 */
const LEAST_SSIM = 0.9955;
const LEAST_PSNR_DB = 45;
/** Constants of the structural similarity for levels of 0..255: (0.01 x 255)^2 and (0.03 x 255)^2. */
const C1 = 6.5025;
const C2 = 58.5225;
/** Rec. ITU-R BT.601: the luma of red, green and blue. */
const LUMA = [0.299, 0.587, 0.114] as const;

interface Likeness {
  /** Mean over blocks, of luma. */
  readonly ssim: number;
  /** Mean of the squared differences of red, green and blue. */
  readonly squares: number;
}

/** Structural similarity of 64 pairs of levels (Wang et al., 2004), without a window that overlaps others. */
function ssimOf(pixels: number, sumA: number, sumB: number, squaresA: number, squaresB: number, products: number) {
  const [meanA, meanB] = [sumA / pixels, sumB / pixels];
  const variances = squaresA / pixels - meanA ** 2 + squaresB / pixels - meanB ** 2;
  const covariance = products / pixels - meanA * meanB;
  const structure = (2 * covariance + C2) / (variances + C2);
  return (structure * (2 * meanA * meanB + C1)) / (meanA ** 2 + meanB ** 2 + C1);
}

/** Compares what is seen in front of a grey. */
function compare({ data, width, height }: Bitmap, { colours, indices }: Quantised, behind: number): Likeness {
  const over = (colour: number, alpha: number): number => (colour * alpha + behind * (255 - alpha)) / 255;
  const seen = colours.map(([r, g, b, a]) => [over(r, a), over(g, a), over(b, a)] as const);
  const lumas = seen.map(([r, g, b]) => r * LUMA[0] + g * LUMA[1] + b * LUMA[2]);
  let [blocks, similarity, squares] = [0, 0, 0];
  for (let top = 0; top < height; top += BLOCK_PX) {
    for (let left = 0; left < width; left += BLOCK_PX) {
      const [right, bottom] = [Math.min(width, left + BLOCK_PX), Math.min(height, top + BLOCK_PX)];
      let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let x = left, at = y * width + left; x < right; x++, at++) {
          const alpha = data[at * 4 + 3] as number;
          const entry = indices[at] as number;
          const colour = seen[entry] as readonly [number, number, number];
          const red = over(data[at * 4] as number, alpha);
          const green = over(data[at * 4 + 1] as number, alpha);
          const blue = over(data[at * 4 + 2] as number, alpha);
          squares += (red - colour[0]) ** 2 + (green - colour[1]) ** 2 + (blue - colour[2]) ** 2;
          const own = red * LUMA[0] + green * LUMA[1] + blue * LUMA[2];
          const other = lumas[entry] as number;
          a += own;
          b += other;
          aa += own * own;
          bb += other * other;
          ab += own * other;
        }
      }
      similarity += ssimOf((right - left) * (bottom - top), a, b, aa, bb, ab);
      blocks++;
    }
  }
  return { ssim: similarity / blocks, squares: squares / (width * height * 3) };
}

/**
 * Whether a palette is hardly distinguishable from an image, in front of white and, where it is not opaque, of black: a
 * mean structural similarity of 8x8 blocks of luma of at least 0.9955, and a PSNR of at least 45 dB.
 */
export function isHardlyDistinguishable(bitmap: Bitmap, quantised: Quantised, opaque: boolean): boolean {
  return (opaque ? [255] : [255, 0]).every((behind) => {
    const { ssim, squares } = compare(bitmap, quantised, behind);
    return ssim >= LEAST_SSIM && squares <= 255 ** 2 / 10 ** (LEAST_PSNR_DB / 10);
  });
}
