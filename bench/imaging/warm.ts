import type { Cell } from "./cells";
import type { Subject } from "./subjects";
import { RivalProcess } from "./process";
import type { Programs } from "./programs";
import { JAVASCRIPT } from "./rivals";
import { median, rounded, spreadOf } from "./statistics";

/** Runs that are not counted: V8 optimises hot code after a few. */
const WARM_UP_RUNS = 4;

/** One cell of the table. Times are means over the images, ratios medians over the rounds. */
export interface WarmCell {
  /** Ours, milliseconds. */
  readonly ms: number;
  /** Ours, all threads, milliseconds of processor time. */
  readonly cpuMs: number;
  /** To sharp on one core. */
  readonly vsSharp: number;
  /** To sharp with its defaults, on all cores. */
  readonly vsSharpDefault: number;
  /** Processor time of all threads, to that of sharp on one core: the cost in a function with one core. */
  readonly cpuVsSharp: number;
  /** To the guide's Pillow code; null without Pillow. */
  readonly vsPillow: number | null;
  /** Ours with its loops in JavaScript, milliseconds, and ours to that. */
  readonly javascriptMs: number;
  readonly vsJavaScript: number;
  /** To unmodified jimp: one image, one round. */
  readonly vsJimp: number;
  /** Interquartile range of `vsSharp` over the rounds. */
  readonly spread: number;
}

type Round = ReadonlyMap<string, { readonly ms: number; readonly cpuMs: number }>;

/**
 * Times the rivals on the images of a cell. They alternate within each image, so that a slow second affects all of
 * them.
 */
async function runRound(rivals: readonly RivalProcess[], cell: Cell, subjects: readonly Subject[]): Promise<Round> {
  const times = new Map(rivals.map(({ program }) => [program.name, { ms: 0, cpuMs: 0 }]));
  for (const subject of subjects) {
    for (const rival of rivals) {
      const { ms, cpuMs } = await rival.run({ file: subject.files[cell.name], format: cell.format });
      const sum = times.get(rival.program.name);
      if (sum) Object.assign(sum, { ms: sum.ms + ms, cpuMs: sum.cpuMs + cpuMs });
    }
  }
  return times;
}

const cpuOf = (round: Round, name: string): number => round.get(name)?.cpuMs ?? NaN;
const msOf = (round: Round, name: string): number => round.get(name)?.ms ?? NaN;

function summarise(rounds: readonly Round[], images: number): Omit<WarmCell, "vsJimp"> {
  const ratios = (to: string): number[] => rounds.map((round) => msOf(round, "ours") / msOf(round, to));
  const vsPillow = median(ratios("pillow"));
  return {
    ms: rounded(median(rounds.map((round) => msOf(round, "ours"))) / images, 2),
    cpuMs: rounded(median(rounds.map((round) => cpuOf(round, "ours"))) / images, 2),
    vsSharp: rounded(median(ratios("sharp")), 3),
    vsSharpDefault: rounded(median(ratios("sharp-default")), 3),
    cpuVsSharp: rounded(median(rounds.map((round) => cpuOf(round, "ours") / cpuOf(round, "sharp"))), 3),
    javascriptMs: rounded(median(rounds.map((round) => msOf(round, JAVASCRIPT))) / images, 2),
    vsJavaScript: rounded(median(ratios(JAVASCRIPT)), 3),
    vsPillow: Number.isNaN(vsPillow) ? null : rounded(vsPillow, 3),
    spread: rounded(spreadOf(ratios("sharp")), 3),
  };
}

interface WarmOptions {
  readonly rounds: number;
  readonly progress: (message: string) => void;
}

/** Measures every cell with warm rivals, interleaved. */
export async function measureWarm(
  programs: Programs,
  cells: readonly Cell[],
  subjects: readonly Subject[],
  { rounds, progress }: WarmOptions,
): Promise<Record<string, WarmCell>> {
  const rivals = [...programs.values()]
    .filter(({ name }) => name !== "jimp")
    .map((program) => new RivalProcess(program));
  const jimp = programs.get("jimp");
  if (!jimp) throw new Error("jimp is missing");
  const slow = new RivalProcess(jimp);
  const first = subjects.slice(0, 1);
  const result: Record<string, WarmCell> = {};
  try {
    for (const cell of cells) {
      progress(`warm ${cell.name}`);
      for (let run = 0; run < WARM_UP_RUNS; run++) await runRound(rivals, cell, first);
      const measured: Round[] = [];
      for (let round = 0; round < rounds; round++) measured.push(await runRound(rivals, cell, subjects));
      const ours = rivals.filter(({ program }) => program.name === "ours");
      const side = await runRound([...ours, slow], cell, first);
      const vsJimp = rounded(msOf(side, "ours") / msOf(side, "jimp"), 4);
      result[cell.name] = { ...summarise(measured, subjects.length), vsJimp };
    }
  } finally {
    for (const rival of [...rivals, slow]) rival.stop();
  }
  return result;
}
