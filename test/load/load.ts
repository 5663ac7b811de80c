/**
 * Uploads many images at once to a stack whose account may run ten functions, and prints what became of them and what
 * they cost: `npm run load -- --images 2000 --concurrency 32 [--direct] [--small] [--durable] [--runs 5]`. Of several
 * runs, each in a process of its own, it prints median and extremes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import sharp from "sharp";

import { burst, type Upload } from "../support/e2e/burst";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";
import { imagingAlone } from "./support/imaging";
import { readOptions, runMain } from "./support/options";
import { percentiles, processorTime } from "./support/measurements";
import { watchRecords } from "./support/record-times";
import { severalRuns } from "./support/several-runs";
import { uploadElsewhere } from "./support/uploader";
import type { UploaderReport } from "./support/uploader-main";

const USAGE = "usage: npm run load -- [--images N] [--concurrency N] [--direct] [--small] [--durable] [--runs N]";

/** Images of 0.8 MB, 2048x1536, whose noise does not compress well. */
async function photographs(): Promise<[Buffer, Buffer]> {
  const one = (mean: number, width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "black", noise: { type: "gaussian", mean, sigma: 18 } } })
      .jpeg({ quality: 80 })
      .toBuffer();
  return Promise.all([one(120, 2048, 1536), one(140, 1536, 2048)]);
}

interface Options {
  readonly images: number;
  readonly concurrency: number;
  readonly direct: boolean;
  readonly small: boolean;
}

async function load(pipeline: Pipeline, options: Options) {
  const { cloud, outputs } = pipeline;
  const bodies = options.small ? ([await jpeg(64, 48), await jpeg(48, 64)] as const) : await photographs();
  const records = watchRecords(cloud);
  let sent: UploaderReport | undefined;
  const { endpoint, region, credentials } = cloud;
  const sending = { endpoint, region, credentials: { ...credentials }, bucket: outputs.sourceBucket, bodies };
  const send = async (uploads: readonly Upload[]) => {
    sent = await uploadElsewhere(uploads, { ...sending, concurrency: options.concurrency });
  };
  const before = processorTime();
  let doneMs = NaN;
  const onDone = () => void (doneMs = processorTime().ownMs);
  let peakMb = 0;
  const memory = setInterval(() => (peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1024 ** 2)), 1000);
  const report = await burst(pipeline, { images: options.images, bodies, send, onDone });
  clearInterval(memory);
  const own = doneMs - before.ownMs;
  const latencies = records.latenciesOf(await pipeline.allRecords(), sent?.startedAt ?? new Map());
  await pipeline.close();
  const children = processorTime().childrenMs - before.childrenMs - (sent?.processorMs ?? 0);
  const imagingMs = await imagingAlone(pipeline, [bodies[1]]);
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  const perImage = (ms: number) => tenths(ms / options.images);
  return {
    route: options.direct ? "direct" : "workflow",
    imageKb: Math.round(bodies[1].length / 1000),
    ...report,
    lost: options.images - report.processed,
    imagesPerSec: Math.round((options.images / report.doneSec) * 10) / 10,
    uploadMs: percentiles(sent?.requestMs ?? []),
    uploadToRecordMs: percentiles(latencies),
    processorMsPerImage: {
      services: perImage(own),
      functions: perImage(children),
      together: perImage(own + children),
      /** Of `functions`, if nothing but the imaging took time and every image were processed once. */
      imagingAlone: tenths(imagingMs),
    },
    memoryPeakMb: Math.round(peakMb),
  };
}

runMain(async () => {
  const { durable, runs, ...options } = readOptions({
    images: 2000,
    concurrency: 32,
    direct: false,
    small: false,
    durable: false,
    runs: 1,
  });
  if (runs > 1) {
    const args = process.argv.slice(2);
    console.log(JSON.stringify(await severalRuns(runs, [...args, "--runs", "1"]), undefined, 2));
    return 0;
  }
  const dataDir = durable ? mkdtempSync(path.join(tmpdir(), "load-")) : undefined;
  const pipeline = await Pipeline.start({ workflow: !options.direct }, { ...(dataDir && { dataDir }) });
  try {
    const report = await load(pipeline, options);
    console.log(JSON.stringify({ durable, ...report }, undefined, 2));
    return report.lost === 0 && report.outdated === 0 && report.deadLetters === 0 ? 0 : 1;
  } finally {
    await pipeline.close();
    if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}, USAGE);
