import { createLazyJimp } from "@image-pipeline/fast-jimp";
import { forEachPhotograph, sharpOf, type PhotographPixels as Pixels } from "./photographs";
import { mean, rounded } from "./statistics";

/** Widths of the pixels that are encoded. */
const WIDTHS_PX = [512, 1000] as const;
const REFERENCE = "sharp's mozjpeg";

interface Encoder {
  readonly encode: (pixels: Pixels, quality: number) => Promise<Buffer>;
  /** Settings that span the likeness of usual results, the least first. */
  readonly qualities: readonly number[];
}

const JPEG_QUALITIES = [40, 55, 68, 80, 91];

const FastJimp = createLazyJimp();

function ours(mime: "image/jpeg" | "image/webp", effort: number): Encoder["encode"] {
  return ({ rgba, width, height }, quality) =>
    FastJimp.fromBitmap({ data: rgba, width, height }).getBuffer(mime, { quality, effort });
}

const encoders: Readonly<Record<string, Encoder>> = {
  [REFERENCE]: {
    encode: (pixels, quality) => sharpOf(pixels).jpeg({ quality, mozjpeg: true }).toBuffer(),
    qualities: [50, 62, 72, 80, 88],
  },
  "ours, JPEG": { encode: ours("image/jpeg", 4), qualities: JPEG_QUALITIES },
  "ours, JPEG, effort 0": { encode: ours("image/jpeg", 0), qualities: JPEG_QUALITIES },
  "sharp's default, JPEG": {
    encode: (pixels, quality) => sharpOf(pixels).jpeg({ quality }).toBuffer(),
    qualities: [...JPEG_QUALITIES, 95],
  },
  "ours, WebP": { encode: ours("image/webp", 4), qualities: [30, 50, 68, 82, 93] },
  "sharp's WebP": {
    encode: (pixels, quality) => sharpOf(pixels).webp({ quality }).toBuffer(),
    qualities: [30, 50, 68, 82, 93],
  },
  "sharp's AVIF": {
    encode: (pixels, quality) => sharpOf(pixels).avif({ quality }).toBuffer(),
    qualities: [28, 40, 52, 64, 76],
  },
};

/** Bytes of an encoder to those of the reference at the same likeness. */
interface BytesCell {
  /** Geometric mean over the photographs, and the least and greatest of them. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  readonly photographs: number;
  /** Processor time to that of the reference, over all qualities. */
  readonly cpuRatio: number;
}

export interface BytesResults {
  readonly reference: string;
  /** By encoder, then by width. */
  readonly bytes: Readonly<Record<string, Readonly<Record<string, BytesCell>>>>;
}

interface Point {
  readonly score: number;
  readonly logBytes: number;
}

interface Curve {
  readonly points: readonly Point[];
  readonly cpuMs: number;
}

/** Logarithm of the bytes at a score, between two points of a curve; undefined outside of it. */
function logBytesAt(points: readonly Point[], score: number): number | undefined {
  const sorted = points.toSorted((a, b) => a.score - b.score);
  const above = sorted.findIndex((point) => point.score >= score);
  const [low, high] = [sorted[above - 1], sorted[above]];
  if (!low || !high) return undefined;
  return low.logBytes + ((score - low.score) / (high.score - low.score)) * (high.logBytes - low.logBytes);
}

/** Mean of the logarithms of the ratios at the reference's scores; undefined where the curves do not meet. */
function compare(curve: Curve, reference: Curve): number | undefined {
  const differences = reference.points.flatMap(({ score, logBytes }) => {
    const own = logBytesAt(curve.points, score);
    return own === undefined ? [] : [own - logBytes];
  });
  return differences.length === 0 ? undefined : mean(differences);
}

async function measureCurve(
  { encode, qualities }: Encoder,
  pixels: Pixels,
  score: (file: Buffer) => Promise<number>,
): Promise<Curve> {
  const points: Point[] = [];
  let cpuMs = 0;
  for (const quality of qualities) {
    const before = process.cpuUsage();
    const file = await encode(pixels, quality);
    const { user, system } = process.cpuUsage(before);
    cpuMs += (user + system) / 1000 / qualities.length;
    points.push({ score: await score(file), logBytes: Math.log(file.length) });
  }
  return { points, cpuMs };
}

/**
 * Measures the bytes of encoders at equal likeness by SSIMULACRA2, over photographs at the widths of usual results.
 *
 * @param python interpreter with Pillow and ssimulacra2
 */
export async function measureBytes(
  photosDir: string,
  python: string,
  progress: (message: string) => void,
): Promise<BytesResults> {
  const cells = new Map<string, { ratios: number[]; cpu: number[] }>();
  await forEachPhotograph(photosDir, WIDTHS_PX, python, async ({ name: photograph, width, pixels, score }) => {
    progress(`${photograph}, ${width} px`);
    let reference: Curve | undefined;
    for (const [name, encoder] of Object.entries(encoders)) {
      const curve = await measureCurve(encoder, pixels, score);
      reference ??= curve;
      const ratio = compare(curve, reference);
      const cell = cells.get(`${name}\n${width}`) ?? { ratios: [], cpu: [] };
      if (ratio !== undefined) cell.ratios.push(ratio);
      cell.cpu.push(Math.log(curve.cpuMs / reference.cpuMs));
      cells.set(`${name}\n${width}`, cell);
    }
  });
  const bytes: Record<string, Record<string, BytesCell>> = {};
  for (const [key, { ratios, cpu }] of cells) {
    const [name = "", width = ""] = key.split("\n");
    const ratioOf = (log: number): number => rounded(Math.exp(log), 3);
    (bytes[name] ??= {})[`${width} px`] = {
      ratio: ratioOf(mean(ratios)),
      least: ratioOf(Math.min(...ratios)),
      most: ratioOf(Math.max(...ratios)),
      photographs: ratios.length,
      cpuRatio: rounded(Math.exp(mean(cpu)), 2),
    };
  }
  return { reference: REFERENCE, bytes };
}

/** The measurements as lines of text. */
export function describeBytes({ reference, bytes }: BytesResults): string {
  const lines = Object.entries(bytes).flatMap(([name, widths]) =>
    Object.entries(widths).map(([width, { ratio, least, most, photographs, cpuRatio }]) => {
      const spread = `${least.toFixed(2)} to ${most.toFixed(2)}`;
      return `${name.padEnd(24)}${width.padStart(8)}  ${ratio.toFixed(3)}  (${spread}, n=${photographs})  time ${cpuRatio}`;
    }),
  );
  return [`bytes at equal SSIMULACRA2, and processor time, to ${reference}`, ...lines].join("\n");
}
