import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { bringUp, policyBeside, readTarget } from "../commands/stack/bring-up";
import { connect } from "../commands/stack/clients";
import type { PictureOutcome } from "../commands/images/image-report";
import { processPictures } from "../commands/images/process-images";
import { pipelineOutputs } from "../commands/stack/outputs";
import { readTriggerRules } from "../commands/stack/trigger-rules";
import { median } from "./imaging/statistics";

const PROJECT_DIR = path.join(__dirname, "..");
const PICTURE = path.join(PROJECT_DIR, "samples", "fjord.jpg");

/** Starts of the whole run, each in a process of its own; the first one fills the caches and does not count. */
const STARTS = 4;
/** Pictures on a warm instance; as many again, before them, do not count. */
const WARM_PICTURES = 20;

/** Times in milliseconds. */
export interface PipelineResults {
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
 * Measures how long the embedded run takes until it is ready, and a 2 MP JPEG from the start of its upload until its record is
 * there.
 */
export async function benchPipeline(progress: (message: string) => void): Promise<PipelineResults> {
  const out = mkdtempSync(path.join(tmpdir(), "bench-pipeline-"));
  try {
    const runs: { readySec: number; pictures: { ms: number }[] }[] = [];
    for (let i = 0; i < STARTS; i++) {
      progress(`start ${i + 1} of ${STARTS}`);
      runs.push(await startOnce(out));
    }
    const counted = runs.slice(1);
    progress(`${2 * WARM_PICTURES} pictures on a warm instance`);
    return {
      ready: spread(counted.map(({ readySec }) => readySec * 1000)),
      cold: spread(counted.flatMap(({ pictures }) => pictures.map(({ ms }) => ms))),
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
    PICTURE,
    "--out",
    out,
    "--json",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_DIR, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as { readySec: number; pictures: { ms: number }[] };
}

async function measureWarm(outDir: string): Promise<number[]> {
  const running = await bringUp({ target: readTarget(PROJECT_DIR, "dev"), ...policyBeside(PROJECT_DIR) });
  try {
    if (running.run.failure !== undefined) throw running.run.failure;
    const clients = connect(running.cloud);
    const outputs = pipelineOutputs(running.run.outputs);
    const rules = await readTriggerRules(clients.s3, outputs.sourceBucket, running.cloud.services.eventBridge);
    const outcomes: PictureOutcome[] = [];
    const onOutcome = (outcome: PictureOutcome) => void outcomes.push(outcome);
    for (let i = 0; i < 2 * WARM_PICTURES; i++) {
      const one = { file: PICTURE, name: `${i}.jpg`, sizeBytes: statSync(PICTURE).size, explicit: true };
      await processPictures([one], { cloud: running.cloud, clients, outputs, rules, outDir, onOutcome });
    }
    const bad = outcomes.find(({ verdict }) => verdict.status !== "processed");
    if (bad !== undefined) throw new Error(`${bad.key} was not processed: ${JSON.stringify(bad.verdict)}`);
    return outcomes.slice(WARM_PICTURES).map(({ ms }) => ms);
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
