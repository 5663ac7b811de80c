import type { ExecutionEvent, InvocationEvent } from "../../../packages/local-aws/src/events";
import { PutObjectCommand } from "@aws-sdk/client-s3";

import { jpeg } from "./images";
import type { Pipeline } from "./pipeline";

/** What became of a burst. */
export interface BurstReport {
  readonly images: number;
  /** Images whose record is PROCESSED, and whose result is of the last version. */
  readonly processed: number;
  /** Keys that were uploaded twice and whose result is of the first version. */
  readonly outdated: number;
  readonly deadLetters: number;
  /** Most function executions at once. */
  readonly functionsAtOnce: number;
  /** Instances of functions that were started. */
  readonly instances: number;
  readonly throttles: number;
  readonly executionsFailed: number;
  /** Seconds from the first upload until all were uploaded, and until all was done. */
  readonly uploadedSec: number;
  readonly doneSec: number;
}

/** A key, and what is uploaded under it one after the other. */
export interface Upload {
  readonly key: string;
  readonly bodies: readonly Buffer[];
}

/** What is sent, and by whom. */
interface BurstSpec {
  readonly images: number;
  /** The image that some keys have first, and the one of another size that each has in the end. */
  readonly bodies: readonly [first: Buffer, last: Buffer];
  /** Sends every upload. */
  readonly send: (uploads: readonly Upload[]) => Promise<unknown>;
  /** Called when nothing is under way any more, before it is looked at what became of it. */
  readonly onDone?: () => void;
}

/** Requests of the uploader at once. */
const UPLOADS_AT_ONCE = 32;

/** Small images, uploaded by this process. */
export async function smallBurst(pipeline: Pipeline, images: number): Promise<BurstReport> {
  const { s3, outputs } = pipeline;
  const send = async (uploads: readonly Upload[]) => {
    const waiting = uploads.values();
    const user = async () => {
      for (const { key: Key, bodies } of waiting) {
        for (const Body of bodies) await s3.send(new PutObjectCommand({ Bucket: outputs.sourceBucket, Key, Body }));
      }
    };
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, user));
  };
  return burst(pipeline, { images, bodies: [await jpeg(64, 48), await jpeg(48, 64)], send });
}

/**
 * Uploads images as fast as the bucket takes them, and every tenth key a second time with another image at once, and
 * waits until nothing is under way.
 */
export async function burst(pipeline: Pipeline, { images, bodies, send, onDone }: BurstSpec): Promise<BurstReport> {
  const { events } = pipeline.cloud;
  const [first, second] = bodies;
  const keys = Array.from({ length: images }, (_, index) => `burst/${String(index).padStart(5, "0")}.jpg`);
  const uploads = keys.map((key, index) => ({ key, bodies: index % 10 === 0 ? [first, second] : [second] }));
  const spans: (readonly [startMs: number, endMs: number])[] = [];
  let instances = 0;
  let throttles = 0;
  let executionsFailed = 0;
  const onInvocation = ({ durationMs, initMs }: InvocationEvent) => {
    const endMs = performance.now();
    instances += Number(initMs !== undefined);
    spans.push([endMs - durationMs - (initMs ?? 0), endMs]);
  };
  const onThrottle = () => void (throttles += 1);
  const onExecution = ({ status }: ExecutionEvent) => void (executionsFailed += Number(status !== "SUCCEEDED"));
  events.on("invocation", onInvocation).on("throttle", onThrottle).on("execution", onExecution);
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
  await send(uploads);
  const uploadedSec = seconds();
  await pipeline.cloud.idle();
  const doneSec = seconds();
  onDone?.();
  events.off("invocation", onInvocation).off("throttle", onThrottle).off("execution", onExecution);
  const records = await pipeline.allRecords();
  const results = await Promise.all(keys.map((key) => pipeline.resultOwner(`processed-${key}`)));
  const current = keys.map((_, index) =>
    records.some(
      (record) =>
        record["image_id"] === results[index] &&
        record["status"] === "PROCESSED" &&
        record["bytes_in"] === second.length,
    ),
  );
  return {
    images,
    processed: current.filter(Boolean).length,
    outdated: records.filter(
      ({ image_id: id, bytes_in: bytes }) => bytes === first.length && results.includes(String(id)),
    ).length,
    deadLetters: pipeline.deadLetterCount(),
    functionsAtOnce: mostAtOnce(spans),
    instances,
    throttles,
    executionsFailed,
    uploadedSec,
    doneSec,
  };
}

/** The most spans that overlap. */
function mostAtOnce(spans: readonly (readonly [startMs: number, endMs: number])[]): number {
  const steps = spans.flatMap(([startMs, endMs]) => [[startMs, 1] as const, [endMs, -1] as const]);
  let running = 0;
  let most = 0;
  for (const [, change] of steps.sort(([a, up], [b, down]) => a - b || up - down)) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}
