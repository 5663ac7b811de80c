import { createLazyJimp } from "@image-pipeline/fast-jimp";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import sharp from "sharp";
import { KINDS, makeFile, type Kind } from "../packages/fast-jimp/test/memory/kinds";
import { median, rounded } from "./imaging/statistics";

/** Edge of the square originals, pixels: 3 megapixels. */
const EDGE_PX = 1732;
/** Edge of the results, pixels. */
const RESULT_PX = 300;

const Jimp = createLazyJimp();

async function ours(file: Buffer): Promise<void> {
  const image = await Jimp.fromBuffer(file);
  await image.cover({ w: RESULT_PX, h: RESULT_PX }).getBuffer("image/jpeg");
}

async function sharps(file: Buffer): Promise<void> {
  await sharp(file).resize(RESULT_PX, RESULT_PX).jpeg().toBuffer();
}

/** Of a process that was started without the flag. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
const collectGarbage = garbageCollector();

/** Processor time of all threads, ms, without that of clearing away what others left. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  collectGarbage();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What it takes to make a JPEG of 300x300 of an original of 3 megapixels. */
export interface FormatCost {
  readonly kind: Kind;
  /** Of the first one, its decoder's load included; processor time, ms. */
  readonly firstMs: number;
  /** Median, processor time, ms. */
  readonly ms: number;
  /** To that of a JPEG of the same pixels. */
  readonly toJpeg: number;
  /** To sharp's on one thread; absent: sharp does not read the kind. */
  readonly toSharp?: number;
}

/** Measures every kind of file, interleaved with a JPEG and with sharp. @param rounds of each */
export async function benchFormats(rounds: number, progress: (message: string) => void): Promise<FormatCost[]> {
  sharp.concurrency(1);
  sharp.cache(false);
  const jpeg = await makeFile("jpeg", EDGE_PX);
  await ours(jpeg);
  const costs: FormatCost[] = [];
  for (const kind of Object.keys(KINDS) as Kind[]) {
    progress(`measuring ${kind}`);
    const file = await makeFile(kind, EDGE_PX);
    const isRead = await sharps(file).then(
      () => true,
      () => false,
    );
    const firstMs = await cpuMs(() => ours(file));
    const times: { own: number; jpeg: number; sharp: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const own = await cpuMs(() => ours(file));
      times.push({ own, jpeg: await cpuMs(() => ours(jpeg)), sharp: isRead ? await cpuMs(() => sharps(file)) : NaN });
    }
    const of = (ratio: (time: { own: number; jpeg: number; sharp: number }) => number, digits: number): number =>
      rounded(median(times.map(ratio)), digits);
    costs.push({
      ...{
        kind,
        firstMs: rounded(firstMs, 0),
        ms: of(({ own }) => own, 0),
        toJpeg: of((time) => time.own / time.jpeg, 1),
      },
      ...(isRead && { toSharp: of((time) => time.own / time.sharp, 2) }),
    });
  }
  return costs;
}

/** The costs as a table. */
export function describeFormats(costs: readonly FormatCost[]): string {
  const rows = costs.map(
    ({ kind, firstMs, ms, toJpeg, toSharp }) => `| ${kind} | ${firstMs} | ${ms} | ${toJpeg} | ${toSharp ?? ""} |`,
  );
  const head =
    "| original of 3 MP | first, ms | then, ms | to a JPEG's | to sharp's |\n| --- | --- | --- | --- | --- |";
  return [`Processor time to a JPEG of ${RESULT_PX}x${RESULT_PX}:`, "", head, ...rows].join("\n");
}
