import { createLazyJimp } from "@image-pipeline/fast-jimp";
import { forEachPhotograph } from "./photographs";
import { median, rounded } from "./statistics";

/** Widths of the pixels that are encoded. */
const WIDTHS_PX = [512] as const;
/** Qualities of JPEG that the others' are looked up for. */
const JPEG_QUALITIES = [20, 40, 60, 75, 85, 92, 97] as const;
const OTHER_QUALITIES = [5, 20, 35, 50, 65, 80, 90, 98] as const;

type Format = "jpeg" | "webp" | "avif";

const FastJimp = createLazyJimp();

interface Point {
  readonly quality: number;
  readonly score: number;
}

/** A photograph's scores by quality, in the order of qualities. */
type Curve = readonly Point[];

/** Quality at a score, between two points of a curve; its ends where the score is outside. */
function qualityAt(curve: Curve, score: number): number {
  const above = curve.findIndex((point) => point.score >= score);
  const [low, high] = [curve[above - 1], curve[above]];
  if (!high) return curve.at(-1)?.quality ?? 0;
  if (!low) return high.quality;
  return low.quality + ((score - low.score) / (high.score - low.score)) * (high.quality - low.quality);
}

/** The quality of each format that looks like one of JPEG. */
interface EqualQualities {
  readonly jpeg: number;
  /** Median of the scores over the photographs. */
  readonly ssimulacra2: number;
  readonly webp: number;
  readonly avif: number;
  /** Median of the bytes to those of the JPEG. */
  readonly webpBytes: number;
  readonly avifBytes: number;
}

export interface EqualQualityResults {
  readonly photographs: number;
  readonly equalQualities: readonly EqualQualities[];
}

/**
 * Measures which quality of WebP and AVIF has the SSIMULACRA2 of a quality of JPEG, with the encoders' default effort.
 *
 * @param python interpreter with Pillow and ssimulacra2
 */
export async function measureEqualQuality(
  photosDir: string,
  python: string,
  progress: (message: string) => void,
): Promise<EqualQualityResults> {
  const found = JPEG_QUALITIES.map(() => ({
    scores: [] as number[],
    webp: [] as number[],
    avif: [] as number[],
    webpBytes: [] as number[],
    avifBytes: [] as number[],
  }));
  let photographs = 0;
  await forEachPhotograph(photosDir, WIDTHS_PX, python, async ({ name, width, pixels: { rgba, ...size }, score }) => {
    progress(`${name}, ${width} px`);
    photographs++;
    const encode = (format: Format, quality: number): Promise<Buffer> =>
      FastJimp.fromBitmap({ data: rgba, width: size.width, height: size.height }).getBuffer(`image/${format}`, {
        quality,
      });
    const curveOf = async (format: Format, qualities: readonly number[]): Promise<Curve> => {
      const points: Point[] = [];
      for (const quality of qualities) points.push({ quality, score: await score(await encode(format, quality)) });
      return points;
    };
    const [webp, avif] = [await curveOf("webp", OTHER_QUALITIES), await curveOf("avif", OTHER_QUALITIES)];
    for (const [at, { quality, score: like }] of (await curveOf("jpeg", JPEG_QUALITIES)).entries()) {
      const cell = found[at];
      const equal = { webp: qualityAt(webp, like), avif: qualityAt(avif, like) };
      const jpegBytes = (await encode("jpeg", quality)).length;
      cell?.scores.push(like);
      cell?.webp.push(equal.webp);
      cell?.avif.push(equal.avif);
      cell?.webpBytes.push((await encode("webp", Math.round(equal.webp))).length / jpegBytes);
      cell?.avifBytes.push((await encode("avif", Math.round(equal.avif))).length / jpegBytes);
    }
  });
  return {
    photographs,
    equalQualities: JPEG_QUALITIES.map((jpeg, at) => {
      const { scores = [], webp = [], avif = [], webpBytes = [], avifBytes = [] } = found[at] ?? {};
      return {
        jpeg,
        ssimulacra2: rounded(median(scores), 1),
        webp: rounded(median(webp), 1),
        avif: rounded(median(avif), 1),
        webpBytes: rounded(median(webpBytes), 2),
        avifBytes: rounded(median(avifBytes), 2),
      };
    }),
  };
}

/** The measurements as lines of text. */
export function describeEqualQuality({ photographs, equalQualities }: EqualQualityResults): string {
  const columns = ["jpeg", "ssimulacra2", "webp", "avif", "webpBytes", "avifBytes"] as const;
  const row = (cells: readonly (string | number)[]): string => cells.map((cell) => String(cell).padStart(12)).join("");
  const rows = equalQualities.map((line) => row(columns.map((column) => line[column])));
  return [`qualities of equal SSIMULACRA2, ${photographs} photographs`, row(columns), ...rows].join("\n");
}
