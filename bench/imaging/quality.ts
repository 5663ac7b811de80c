import sharp from "sharp";
import type { Cell } from "./cells";
import type { Subject } from "./subjects";
import type { Programs } from "./programs";
import { type Request, RivalProcess } from "./process";
import { psnr, ssim, type RgbPixels } from "./similarity";
import { mean, rounded } from "./statistics";

interface Score {
  /** Decibels against Pillow's LANCZOS of the full decode, mean over the images. */
  readonly psnr: number;
  readonly ssim: number;
}

export interface QualityCell {
  readonly fast: Score;
  readonly best: Score;
  readonly sharp: Score;
  readonly jimp?: Score;
  /** Least difference of our PSNR to sharp's on any image, decibels; below zero, an image is worse than sharp's. */
  readonly leastGainDb: number;
}

/** The pixels of a rival's result, which it returns as PNG. */
async function pixelsOf(rival: RivalProcess, request: Omit<Request, "format" | "keep">): Promise<RgbPixels> {
  const { result = "" } = await rival.run({ ...request, format: "png", keep: true });
  const { data, info } = await sharp(Buffer.from(result, "base64"))
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const scoreOf = (scores: readonly Score[]): Score => ({
  psnr: rounded(mean(scores.map((score) => score.psnr)), 2),
  ssim: rounded(mean(scores.map((score) => score.ssim)), 5),
});

const candidates = [
  { name: "fast", program: "ours", quality: "fast" },
  { name: "best", program: "ours", quality: "best" },
  { name: "sharp", program: "sharp", quality: "fast" },
  { name: "jimp", program: "jimp", quality: "fast" },
] as const;

async function measureCell(
  rivals: ReadonlyMap<string, RivalProcess>,
  cell: Cell,
  subjects: readonly Subject[],
): Promise<QualityCell> {
  const scores = { fast: [] as Score[], best: [] as Score[], sharp: [] as Score[], jimp: [] as Score[] };
  const rivalOf = (name: string): RivalProcess => {
    const rival = rivals.get(name);
    if (!rival) throw new Error(`${name} is missing`);
    return rival;
  };
  // Of several results the largest.
  const task = { widths: cell.widths.slice(-1) };
  for (const file of subjects.flatMap(({ files }) => files.get(cell.name) ?? [])) {
    const reference = await pixelsOf(rivalOf("pillow"), { file, ...task });
    for (const { name, program, quality } of candidates) {
      if (name === "jimp" && cell.all !== true) continue;
      const pixels = await pixelsOf(rivalOf(program), { file, quality, ...task });
      scores[name].push({ psnr: psnr(pixels, reference), ssim: ssim(pixels, reference) });
    }
  }
  const gains = scores.fast.map((score, index) => score.psnr - (scores.sharp[index]?.psnr ?? NaN));
  return {
    fast: scoreOf(scores.fast),
    best: scoreOf(scores.best),
    sharp: scoreOf(scores.sharp),
    ...(scores.jimp.length > 0 && { jimp: scoreOf(scores.jimp) }),
    leastGainDb: rounded(Math.min(...gains), 2),
  };
}

/** Compares every rival's result with Pillow's; null where there is no Pillow. */
export async function measureQuality(
  programs: Programs,
  cells: readonly Cell[],
  subjects: readonly Subject[],
  progress: (message: string) => void,
): Promise<Record<string, QualityCell> | null> {
  if (!programs.has("pillow")) return null;
  const rivals = new Map([...programs].map(([name, program]) => [name, new RivalProcess(program)]));
  const result: Record<string, QualityCell> = {};
  try {
    for (const cell of cells) {
      progress(`quality ${cell.name}`);
      result[cell.name] = await measureCell(rivals, cell, subjects);
    }
  } finally {
    for (const rival of rivals.values()) rival.stop();
  }
  return result;
}
