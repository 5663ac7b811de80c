import type { Cell } from "./cells";
import type { Subject } from "./subjects";
import { RivalProcess } from "./process";
import type { Programs } from "./programs";
import { JAVASCRIPT } from "./rivals";
import { geometricMean, mean, median, rounded, spreadOf } from "./statistics";

/** Runs that are not counted, at least so many and so long: V8 optimises hot code after a while. */
const WARM_UP_RUNS = 4;
const WARM_UP_MS = 1000;
/** Rounds of the rivals other than sharp on one core, which have no targets. */
const SIDE_ROUNDS = 3;

/** One cell of the table. Ratios are geometric means over the images, of each the median over the rounds. */
export interface WarmCell {
  /** Ours, mean over the images, milliseconds. */
  readonly ms: number;
  /** Ours, all threads, mean over the images, milliseconds of processor time. */
  readonly cpuMs: number;
  /** Processor time of all threads, to that of sharp on one core: the cost in a function with one core. */
  readonly cpuVsSharp: number;
  /** Greatest of any image, and its name. */
  readonly most: number;
  readonly mostOf: string;
  /** Interquartile range over the rounds of the geometric mean. */
  readonly spread: number;
  /** Time to that of sharp on one core. */
  readonly vsSharp: number;
  /** What is measured of some cells only. */
  readonly side?: SideCell;
}

/** Times to those of rivals without targets. */
interface SideCell {
  /** To sharp with its defaults, on all cores. */
  readonly vsSharpDefault: number;
  /** To the guide's Pillow code; null without Pillow. */
  readonly vsPillow: number | null;
  /** Ours with its loops in JavaScript, milliseconds, and ours to that. */
  readonly javascriptMs: number;
  readonly vsJavaScript: number;
  /** To unmodified jimp: one image, one round. */
  readonly vsJimp: number;
}

interface Times {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Of one image and round, by rival. */
type Round = ReadonlyMap<string, Times>;

interface Image {
  readonly name: string;
  readonly file: string;
}

/** Times the rivals on an image, one after the other, so that a slow second affects all of them. */
async function runRound(rivals: readonly RivalProcess[], { widths, result }: Cell, { file }: Image): Promise<Round> {
  const times = new Map<string, Times>();
  for (const rival of rivals) times.set(rival.program.name, await rival.run({ file, widths, format: result }));
  return times;
}

type Unit = keyof Times;

const ratioOf = (round: Round, to: string, unit: Unit): number =>
  (round.get("ours")?.[unit] ?? NaN) / (round.get(to)?.[unit] ?? NaN);

/** For each image the median over its rounds. */
const medians = (images: readonly (readonly Round[])[], value: (round: Round) => number): number[] =>
  images.map((rounds) => median(rounds.map(value).filter((number) => !Number.isNaN(number))));

const ratio = (images: readonly (readonly Round[])[], to: string, unit: Unit): number =>
  rounded(geometricMean(medians(images, (round) => ratioOf(round, to, unit))), 3);

function summarise(images: readonly Image[], measured: readonly (readonly Round[])[]): WarmCell {
  const ours = (unit: Unit): number => rounded(mean(medians(measured, (round) => round.get("ours")?.[unit] ?? NaN)), 2);
  const each = medians(measured, (round) => ratioOf(round, "sharp", "cpuMs"));
  const most = Math.max(...each);
  const ofRound = (measured[0] ?? []).map((_, index) =>
    geometricMean(measured.map((rounds) => ratioOf(rounds[index] as Round, "sharp", "cpuMs"))),
  );
  return {
    ms: ours("ms"),
    cpuMs: ours("cpuMs"),
    cpuVsSharp: ratio(measured, "sharp", "cpuMs"),
    most: rounded(most, 3),
    mostOf: images[each.indexOf(most)]?.name ?? "",
    spread: rounded(spreadOf(ofRound), 3),
    vsSharp: ratio(measured, "sharp", "ms"),
  };
}

function summariseSide(measured: readonly (readonly Round[])[], withJimp: Round): SideCell {
  const vsPillow = ratio(measured, "pillow", "ms");
  return {
    vsSharpDefault: ratio(measured, "sharp-default", "ms"),
    vsPillow: Number.isNaN(vsPillow) ? null : vsPillow,
    javascriptMs: rounded(mean(medians(measured, (round) => round.get(JAVASCRIPT)?.ms ?? NaN)), 2),
    vsJavaScript: ratio(measured, JAVASCRIPT, "ms"),
    vsJimp: rounded(ratioOf(withJimp, "jimp", "ms"), 4),
  };
}

interface WarmOptions {
  readonly rounds: number;
  readonly progress: (message: string) => void;
}

/** Running workers, by name. */
type Workers = ReadonlyMap<string, RivalProcess>;

async function measureCell(workers: Workers, cell: Cell, images: readonly Image[], rounds: number): Promise<WarmCell> {
  const [first] = images;
  const named = (wanted: (name: string) => boolean): RivalProcess[] =>
    [...workers.values()].filter(({ program }) => wanted(program.name));
  const timed = named((name) => name === "ours" || name === "sharp");
  const rest =
    cell.all === true ? named((name) => name !== "jimp" && !timed.includes(workers.get(name) as RivalProcess)) : [];
  if (!first) throw new Error(`expected an image for ${cell.name}; got none`);
  const start = performance.now();
  for (let run = 0; run < WARM_UP_RUNS || performance.now() - start < WARM_UP_MS; run++) {
    await runRound(run < WARM_UP_RUNS ? [...timed, ...rest] : timed, cell, first);
  }
  const measured: Round[][] = images.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const rivals = round < SIDE_ROUNDS ? [...timed, ...rest] : timed;
    for (const [index, image] of images.entries()) measured[index]?.push(await runRound(rivals, cell, image));
  }
  const summary = summarise(images, measured);
  if (cell.all !== true) return summary;
  const withJimp = await runRound(
    named((name) => name === "ours" || name === "jimp"),
    cell,
    first,
  );
  return { ...summary, side: summariseSide(measured, withJimp) };
}

/** Measures every cell with warm rivals, interleaved. */
export async function measureWarm(
  programs: Programs,
  cells: readonly Cell[],
  subjects: readonly Subject[],
  { rounds, progress }: WarmOptions,
): Promise<Record<string, WarmCell>> {
  const workers = new Map([...programs].map(([name, program]) => [name, new RivalProcess(program)]));
  const result: Record<string, WarmCell> = {};
  try {
    for (const cell of cells) {
      progress(`warm ${cell.name}`);
      const images = subjects.flatMap(({ name, files }) => {
        const file = files.get(cell.name);
        return file === undefined ? [] : [{ name, file }];
      });
      result[cell.name] = await measureCell(workers, cell, images, rounds);
    }
  } finally {
    for (const worker of workers.values()) worker.stop();
  }
  return result;
}
