import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { messageOf } from "@image-pipeline/local-pulumi";
import { mediaTypesBySuffix } from "../../handlers/contract";
import { CliError } from "../command-line/errors";
import type { RunningPipeline } from "../stack/pipeline";
import type { TriggerRules } from "../stack/trigger-rules";
import { download } from "./download";
import type { ImageOutcome, ImageReport } from "./image-report";
import type { InputImage } from "./inputs";
import { ResultWatch, type SettledUpload } from "./result-watch";
import { whyUntriggered } from "./untriggered";

/** Images in process at once. More than there are processors would only wait for one another. */
const MAX_PARALLEL = Math.min(8, Math.max(2, availableParallelism()));

interface ProcessOptions {
  /** Folder of the results. */
  readonly outDir: string;
  /** Called after each image, in the order of completion. */
  readonly onReport: (report: ImageReport) => void;
  /** Ends the run: nothing more is sent, and nothing half-written stays. Default: it ends with the last image. */
  readonly signal?: AbortSignal;
}

/**
 * Uploads every image, waits for its outcome and downloads its results.
 *
 * @returns a report for each image; of a run that `signal` has ended, for each that was done by then
 */
export async function processImages(
  images: readonly InputImage[],
  pipeline: RunningPipeline,
  { outDir, onReport, signal = new AbortController().signal }: ProcessOptions,
): Promise<ImageReport[]> {
  const { cloud, clients, outputs, trigger } = pipeline;
  const reports = new Map<InputImage, ImageReport>();
  const watch = new ResultWatch(pipeline);
  const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const downloads = new Set<Promise<unknown>>();
  const finish = async (image: InputImage, key: string, startedAt: number, { outcome, cold }: SettledUpload) => {
    const ms = performance.now() - startedAt;
    const results = outcome.status === "processed" ? outcome.results : [];
    const files = Promise.all(
      results.map((one) => download(clients.s3, outputs.destinationBucket, one.key, outDir, signal)),
    );
    downloads.add(files);
    const report = await files.then(
      (files): ImageReport => ({ image, key, outcome, cold, ms, files }),
      (error: unknown): ImageReport => {
        if (signal.aborted) return { image, key, outcome, cold, ms, files: [] };
        return { image, key, outcome: notWritten(error), cold, ms, files: [] };
      },
    );
    if (signal.aborted) return;
    reports.set(image, report);
    onReport(report);
  };
  const finishing: Promise<void>[] = [];
  try {
    await inParallel(images, MAX_PARALLEL, async (image) => {
      if (signal.aborted) return;
      const key = trigger.keyOf(image.name);
      const startedAt = performance.now();
      const upload = put(clients.s3, outputs.sourceBucket, key, image, signal);
      const settled = trigger.fires(key) ? watch.expect(key, upload) : upload.then(() => neverFires(key, trigger));
      const done = Promise.race([settled, uploadFailure(upload)]).then((first) => finish(image, key, startedAt, first));
      // It is awaited below; until then a rejection must not count as unhandled.
      done.catch(() => undefined);
      finishing.push(done);
      // An image without an outcome although the services are idle is settled below.
      const idle = upload.then(() => cloud.idle()).catch(() => undefined);
      await Promise.race([done.catch(() => undefined), idle, stopped]);
    });
    await Promise.race([watch.settleAll().then(() => Promise.all(finishing)), stopped]);
    if (signal.aborted) await Promise.allSettled(downloads);
  } finally {
    watch.close();
  }
  return images.flatMap((image) => reports.get(image) ?? []);
}

/** Runs `work` for every item, at most `limit` at once. The first failure is thrown while other work may still run. */
async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

/** @returns the version of the object */
async function put(
  s3: S3Client,
  bucket: string,
  key: string,
  { file, sizeBytes }: InputImage,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: sizeBytes,
      ContentType: mediaTypesBySuffix[path.extname(file).toLowerCase()] ?? "application/octet-stream",
    }),
    { abortSignal },
  );
  return VersionId;
}

/** A result that cannot be written fails its image only; a full disk ends the run. */
function notWritten(error: unknown): ImageOutcome {
  if (!(error instanceof CliError) || error.code !== "OUT_NOT_WRITABLE") throw error;
  return { status: "failed", reason: error.code, message: error.message };
}

/** Settles only if the upload fails. */
function uploadFailure(upload: Promise<unknown>): Promise<SettledUpload> {
  return new Promise((resolve) => {
    upload.catch((error: unknown) =>
      resolve({ outcome: { status: "failed", reason: "UPLOAD_FAILED", message: messageOf(error) }, cold: undefined }),
    );
  });
}

function neverFires(key: string, trigger: TriggerRules): SettledUpload {
  const message = whyUntriggered(key, trigger);
  return { outcome: { status: "failed", reason: "TRIGGER_NEVER_FIRES", message }, cold: undefined };
}
