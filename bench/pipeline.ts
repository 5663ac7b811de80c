import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { readTarget } from "@image-pipeline/local-pulumi";
import { bringUp, policyBeside } from "../commands/stack/bring-up";
import type { ImageReport } from "../commands/images/image-report";
import { processImages } from "../commands/images/process-images";
import { connectPipeline } from "../commands/stack/pipeline";
import { median } from "./imaging/statistics";

const PROJECT_DIR = path.join(__dirname, "..");
const IMAGE = path.join(PROJECT_DIR, "samples", "fjord.jpg");

/** Starts of the whole run, each in a process of its own; the first one fills the caches and is not counted. */
const STARTS = 4;
/** Images on a warm instance; as many before them are not counted. */
const WARM_IMAGES = 20;

/** Times in milliseconds. */
interface PipelineResults {
  readonly ready: Spread;
  readonly cold: Spread;
  readonly warm: Spread;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/**
 * Measures how long the embedded run takes until it is ready, and a 2 MP JPEG from the start of its upload until its
 * record is there.
 */
export async function benchPipeline(progress: (message: string) => void): Promise<PipelineResults> {
  const out = mkdtempSync(path.join(tmpdir(), "bench-pipeline-"));
  try {
    const runs: { readySec: number; images: { ms: number }[] }[] = [];
    for (let i = 0; i < STARTS; i++) {
      progress(`start ${i + 1} of ${STARTS}`);
      runs.push(await startOnce(out));
    }
    const counted = runs.slice(1);
    progress(`${2 * WARM_IMAGES} images on a warm instance`);
    return {
      ready: spread(counted.map(({ readySec }) => readySec * 1000)),
      cold: spread(counted.flatMap(({ images }) => images.map(({ ms }) => ms))),
      warm: spread(await measureWarm(out)),
    };
  } finally {
    rmSync(out, { recursive: true });
  }
}

async function startOnce(out: string) {
  const args = [
    "--conditions=source",
    "--require",
    "./commands/loader.cjs",
    "commands/cli.ts",
    "start",
    IMAGE,
    "--out",
    out,
    "--json",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_DIR, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as { readySec: number; images: { ms: number }[] };
}

async function measureWarm(outDir: string): Promise<number[]> {
  const running = await bringUp({
    target: readTarget({ projectDir: PROJECT_DIR, stack: "dev" }),
    ...policyBeside(PROJECT_DIR),
  });
  try {
    if (running.run.failure !== undefined) throw running.run.failure;
    const pipeline = await connectPipeline(running);
    const reports: ImageReport[] = [];
    const onReport = (report: ImageReport) => void reports.push(report);
    for (let i = 0; i < 2 * WARM_IMAGES; i++) {
      const one = { file: IMAGE, name: `${i}.jpg`, sizeBytes: statSync(IMAGE).size, explicit: true };
      await processImages([one], pipeline, { outDir, onReport });
    }
    const bad = reports.find(({ outcome }) => outcome.status !== "processed");
    if (bad !== undefined) throw new Error(`${bad.key} was not processed: ${JSON.stringify(bad.outcome)}`);
    return reports.slice(WARM_IMAGES).map(({ ms }) => ms);
  } finally {
    await running.close();
  }
}

function spread(values: readonly number[]): Spread {
  const [middle, min, max] = [median(values), Math.min(...values), Math.max(...values)].map(Math.round) as [
    number,
    number,
    number,
  ];
  return { median: middle, min, max, count: values.length };
}

/** The times as lines. */
export function describePipeline({ ready, cold, warm }: PipelineResults): string {
  const line = (what: string, { median, min, max, count }: Spread) =>
    `${what.padEnd(58)} ${median} ms (${min}..${max}, n=${count})`;
  return [
    line("ready: from the process's start, policies included", ready),
    line("2 MP JPEG from upload to record, instance has to start", cold),
    line("2 MP JPEG from upload to record, instance is warm", warm),
  ].join("\n");
}
