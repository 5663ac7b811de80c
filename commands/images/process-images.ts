import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import type { Cloud } from "@image-pipeline/local-aws";
import { messageOf } from "@image-pipeline/local-pulumi";
import { CliError } from "../command-line/errors";
import type { Clients } from "../stack/clients";
import { download } from "./download";
import { inParallel } from "./in-parallel";
import type { Picture } from "./inputs";
import type { PictureOutcome, Verdict } from "./image-report";
import { ResultWatch, type Arrival } from "./result-watch";
import type { PipelineOutputs } from "../stack/outputs";
import type { TriggerRules } from "../stack/trigger-rules";

/** Pictures on their way at once: more than there are processors would only wait for one another. */
const PARALLEL_UPLOADS = Math.min(8, Math.max(2, availableParallelism()));

const contentTypes: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".gif": "image/gif",
  ".bmp": "image/bmp",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
  ".webp": "image/webp",
};

/** What pictures are processed with. */
export interface ProcessOptions {
  readonly cloud: Cloud;
  readonly clients: Clients;
  readonly outputs: PipelineOutputs;
  readonly rules: TriggerRules;
  /** Folder of the results. */
  readonly outDir: string;
  /** Told after each picture, in the order in which they get done. */
  readonly onOutcome: (outcome: PictureOutcome) => void;
}

/** Uploads every picture, waits for what becomes of each, and downloads the results. */
export async function processPictures(
  pictures: readonly Picture[],
  options: ProcessOptions,
): Promise<PictureOutcome[]> {
  const { cloud, clients, outputs, rules, outDir, onOutcome } = options;
  const outcomes = new Map<Picture, PictureOutcome>();
  const watch = await ResultWatch.open(cloud, clients, outputs);
  const finish = async (picture: Picture, key: string, startedAt: number, { verdict, cold }: Arrival) => {
    const ms = performance.now() - startedAt;
    const results = verdict.status === "processed" ? verdict.results : [];
    const outcome = await Promise.all(
      results.map((one) => download(clients.s3, outputs.destinationBucket, one.key, outDir)),
    ).then(
      (files): PictureOutcome => ({ picture, key, verdict, cold, ms, files }),
      (error: unknown): PictureOutcome => ({ picture, key, verdict: notKept(error), cold, ms, files: [] }),
    );
    outcomes.set(picture, outcome);
    onOutcome(outcome);
  };
  const finishing: Promise<void>[] = [];
  try {
    await inParallel(pictures, PARALLEL_UPLOADS, async (picture) => {
      const key = `${rules.prefix}${picture.name}`;
      const startedAt = performance.now();
      const upload = put(clients.s3, outputs.sourceBucket, key, picture);
      const verdict = rules.fires(key) ? watch.expect(key, upload) : upload.then(() => neverFires(key, rules));
      const done = Promise.race([verdict, uploadFailure(upload)]).then((known) =>
        finish(picture, key, startedAt, known),
      );
      // Waited for below; a failure meanwhile must not count as unhandled.
      done.catch(() => undefined);
      finishing.push(done);
      // One at a time per worker. What has no verdict when nothing is under way any more gets it below.
      await Promise.race([done.catch(() => undefined), upload.then(() => cloud.idle()).catch(() => undefined)]);
    });
    await watch.settleAll();
    await Promise.all(finishing);
  } finally {
    watch.close();
  }
  return pictures.flatMap((picture) => outcomes.get(picture) ?? []);
}

async function put(
  s3: S3Client,
  bucket: string,
  key: string,
  { file, sizeBytes }: Picture,
): Promise<string | undefined> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: sizeBytes,
      ContentType: contentTypes[path.extname(file).toLowerCase()] ?? "application/octet-stream",
    }),
  );
  return VersionId;
}

/** One result that cannot be written is no reason to give up the others; a full disk is. */
function notKept(error: unknown): Verdict {
  if (!(error instanceof CliError) || error.code !== "OUT_NOT_WRITABLE") throw error;
  return { status: "failed", reason: error.code, message: error.message };
}

/** Settles only if the upload fails. */
function uploadFailure(upload: Promise<unknown>): Promise<Arrival> {
  return new Promise((resolve) => {
    upload.catch((error: unknown) =>
      resolve({ verdict: { status: "failed", reason: "UPLOAD_FAILED", message: messageOf(error) }, cold: undefined }),
    );
  });
}

function neverFires(key: string, { suffixes, prefix }: TriggerRules): Arrival {
  const filter = [
    prefix === "" ? "" : `begin with ${prefix}`,
    suffixes.length === 0 ? "" : `end with ${suffixes.join(" ")}`,
  ];
  const message = `no trigger fires for ${key}: keys have to ${filter.filter((text) => text !== "").join(" and ")}`;
  return { verdict: { status: "failed", reason: "TRIGGER_NEVER_FIRES", message }, cold: undefined };
}
