import { writeFileSync } from "node:fs";
import path from "node:path";

import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

import { isStreamArn, type Cloud, type CloudEventMap } from "@image-pipeline/local-aws";
import { METRICS_NAMESPACE } from "../../handlers/contract";
import { CliError, exitCodes } from "../command-line/errors";
import { processImages } from "../images/process-images";
import { resultBytes, type ImageReport } from "../images/image-report";
import { bringUp, type BringUpOptions } from "../stack/bring-up";
import { connectPipeline, type RunningPipeline } from "../stack/pipeline";
import { embeddedWebhook } from "../stack/webhook-secret";
import { signedRequests } from "../verify-aws/signed-request";
import { deliveryUsage, distributionOf, invalidatedPaths, type Viewers } from "./delivery-usage";
import type { StackUsage } from "./estimate";
import {
  addUsage,
  expectedSeconds,
  functionUsage,
  IDLE_POLLS_PER_MONTH,
  logUsage,
  requestUsage,
  SECRET_READS_PER_MONTH,
  storageUsage,
  timesUsage,
  type RequestCounts,
  type FunctionRun,
  type Usage,
} from "./usage";

/** Images that are processed before anything is counted: what they take is a new instance's. */
const WARM_UP = 4;

/** Images that are counted. */
const COUNTED = 8;

/** Images of those that are replaced, and counted again. */
const REPLACED = 4;

/** Memory of an express execution, in GB: it is charged in chunks of 64 MB (Step Functions pricing). */
const EXPRESS_GB = 64 / 1024;

const DAYS_PER_MONTH = 30;

export interface MeasureOptions {
  /** The file that is uploaded again and again. */
  readonly original: Buffer;
  /** Another image of its size, which takes its place; absent: none is replaced. */
  readonly replacement?: Buffer;
  /** Empty folder for files on their way. */
  readonly folder: string;
  /** Time that a function is expected to wait for a request, milliseconds. */
  readonly latencyMs: number;
  readonly viewers: Viewers;
  readonly signal: AbortSignal;
}

/** What one stack uses, and what that is made of. */
export interface MeasuredStack extends StackUsage {
  /** Of the original. */
  readonly bytesIn: number;
  /** Of all results of an image. */
  readonly bytesOut: number;
  /** Of all functions that an image starts, milliseconds. */
  readonly processorMs: number;
  /** Expected of them in Lambda, seconds. */
  readonly functionSec: number;
  /** Invocations that an image causes. */
  readonly invocations: number;
}

/**
 * Brings a stack up on the embedded services, processes images with it, and counts what AWS would charge for.
 *
 * @throws CliError COST_UNMEASURED where an image is not processed
 */
export async function measureStack(stack: BringUpOptions, options: MeasureOptions): Promise<MeasuredStack> {
  const running = await bringUp({ ...stack, signal: options.signal });
  try {
    if (running.run.failure !== undefined) throw running.run.failure;
    const pipeline = await connectPipeline(running);
    await upload(pipeline, "warm-up", WARM_UP, options);
    await pipeline.cloud.idle();
    const { reports, counted, apiRequests } = await count(pipeline, COUNTED, options);
    const added = await usageOf(pipeline, counted, reports, options);
    const replaced = await replace(pipeline, options);
    const share = replaced === undefined ? 0 : options.viewers.replacedShare;
    const perImage = addUsage(
      timesUsage(added.perImage, 1 - share),
      timesUsage(replaced?.perImage ?? {}, share),
      { apiRequests: apiRequests / COUNTED },
      delivered(pipeline, reports, options),
    );
    return { ...added, perImage };
  } finally {
    await running.close();
  }
}

async function upload(
  pipeline: RunningPipeline,
  name: string,
  count: number,
  { original, folder, signal }: MeasureOptions,
): Promise<readonly ImageReport[]> {
  const images = Array.from({ length: count }, (_, index) => {
    const file = path.join(folder, `${name}-${index}.jpg`);
    writeFileSync(file, original);
    return { file, name: `${name}-${index}.jpg`, sizeBytes: original.length, explicit: true };
  });
  const reports = await processImages(images, pipeline, { outDir: folder, onReport: () => undefined, signal });
  const bad = reports.find(({ outcome }) => outcome.status !== "processed")?.outcome;
  if (bad?.status === "refused" || bad?.status === "failed") {
    const message = `expected the stack to process an image of its own size to measure; it was ${bad.status} as ${bad.reason}`;
    throw new CliError("COST_UNMEASURED", message, exitCodes.failed);
  }
  return reports;
}

/**
 * Asks the upload API what a page asks of it for an image: a form to upload with, and once for the outcome.
 *
 * @returns how many requests it was; none without an API
 */
async function askApi({ clients, cloud, outputs }: RunningPipeline, reports: readonly ImageReport[]): Promise<number> {
  const { uploadApiUrl: url, uploadApiKey } = outputs;
  if (url === undefined) return 0;
  const signed = signedRequests(clients.s3, cloud.region);
  const headers = { "content-type": "application/json", ...(uploadApiKey && { "x-api-key": uploadApiKey }) };
  const ask = async (method: string, route: string, body = "") => {
    const { status } = await signed({ service: "execute-api", headers, method, url: `${url}${route}`, body });
    if (status < 400) return;
    const message = `expected the upload API to answer ${method} ${route}; it has answered ${status}`;
    throw new CliError("COST_UNMEASURED", message, exitCodes.failed);
  };
  for (const { key, image } of reports) {
    await ask(
      "POST",
      "/uploads",
      JSON.stringify({ key: image.name, contentType: "image/jpeg", bytes: image.sizeBytes }),
    );
    await ask("GET", `/images?key=${encodeURIComponent(key)}`);
  }
  return 2 * reports.length;
}

/** What the edge does with the results of an image. */
function delivered({ cloud }: RunningPipeline, reports: readonly ImageReport[], { viewers }: MeasureOptions): Usage {
  const distribution = distributionOf(cloud);
  if (distribution === undefined) return {};
  const results = reports.flatMap(({ outcome }) => (outcome.status === "processed" ? outcome.results : []));
  const meanBytes = results.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, results.length);
  return deliveryUsage({ ...distribution, meanBytes }, viewers);
}

/** Images that were uploaded, and what has happened in the stack until all of it had been done. */
interface CountedImages {
  readonly reports: readonly ImageReport[];
  readonly counted: Counted;
  readonly apiRequests: number;
}

async function count(pipeline: RunningPipeline, images: number, options: MeasureOptions): Promise<CountedImages> {
  const counts = watch(pipeline.cloud);
  const reports = await upload(pipeline, "counted", images, options);
  const apiRequests = await askApi(pipeline, reports);
  await pipeline.cloud.idle();
  return { reports, counted: counts.end(), apiRequests };
}

/** Replaces images that were counted by others. Undefined where none is replaced. */
async function replace(
  pipeline: RunningPipeline,
  { replacement, ...options }: MeasureOptions,
): Promise<MeasuredStack | undefined> {
  if (replacement === undefined) return undefined;
  const paths = () => invalidatedPaths(pipeline.cloud);
  const before = paths();
  const replacing = { ...options, original: replacement };
  const { reports, counted } = await count(pipeline, REPLACED, replacing);
  const usage = await usageOf(pipeline, counted, reports, replacing);
  return {
    ...usage,
    perImage: addUsage(usage.perImage, { invalidatedPaths: (paths() - before) / REPLACED }),
  };
}

/** What has happened in a stack while images were processed. */
interface Counted {
  readonly requests: RequestCounts;
  readonly runs: readonly FunctionRun[];
  readonly lines: readonly string[];
  readonly executions: number;
}

/** Counts from now on. */
function watch(cloud: Cloud): { end(): Counted } {
  const invocations: CloudEventMap["invocation"][0][] = [];
  const lines: string[] = [];
  let executions = 0;
  const onInvocation = (event: CloudEventMap["invocation"][0]) => void invocations.push(event);
  const onLog = ({ line }: CloudEventMap["log"][0]) => void lines.push(line);
  const onExecution = () => void (executions += 1);
  cloud.events.on("invocation", onInvocation).on("log", onLog).on("execution", onExecution);
  const before = authorizedRequests(cloud);
  return {
    end() {
      cloud.events.off("invocation", onInvocation).off("log", onLog).off("execution", onExecution);
      const requests = Object.entries(authorizedRequests(cloud));
      const traced = new Map(cloud.traces.all().map((run) => [run.requestId, run.calls]));
      const calls = invocations.flatMap(({ requestId }) => traced.get(requestId) ?? []);
      return {
        requests: {
          ...Object.fromEntries(requests.map(([name, count]) => [name, count - (before[name] ?? 0)])),
          ...countBy(calls.filter(isTraced).map(({ service, operation = "" }) => `${service}:${operation}`)),
        },
        runs: invocations.map(({ requestId, memoryMb, processorMs = 0 }) => {
          return { memoryMb, processorMs, calls: traced.get(requestId)?.length ?? 0 };
        }),
        lines,
        executions,
      };
    },
  };
}

/** Services whose requests are counted by their traces: an object that is not there is authorized twice. */
const tracedServices: readonly string[] = ["s3", "dynamodb"];

const isTraced = ({ service }: { readonly service: string }) => tracedServices.includes(service);

/**
 * Requests to all other services so far, by the action that was authorized: of functions, and of services for them. The
 * command's own are root's, and none of the stack's.
 */
function authorizedRequests({ services: { iam } }: Cloud): RequestCounts {
  const counts: Record<string, number> = {};
  for (const { principalKind, allowed, action, count } of iam.decisions.all()) {
    const [service = ""] = action.split(":");
    if (allowed && principalKind !== "root" && !isTraced({ service })) counts[action] = (counts[action] ?? 0) + count;
  }
  return counts;
}

function countBy(names: readonly string[]): RequestCounts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function usageOf(
  pipeline: RunningPipeline,
  { requests, runs, lines, executions }: Counted,
  reports: readonly ImageReport[],
  { original, latencyMs }: MeasureOptions,
): Promise<MeasuredStack> {
  const { services } = pipeline.cloud;
  const perImage = 1 / reports.length;
  const bytesOut = reports.reduce((sum, report) => sum + resultBytes(report), 0) * perImage;
  const functionSec = runs.reduce((sum, run) => sum + expectedSeconds(run, latencyMs), 0) * perImage;
  const recordBytes = await meanRecordBytes(pipeline);
  const [machine] = services.stepFunctions.machines();
  const isExpress = machine?.spec.type === "EXPRESS";
  const express: Usage = { expressRequests: executions * perImage, expressGbSeconds: functionSec * EXPRESS_GB };
  const counted = addUsage(
    requestUsage(requests, recordBytes),
    functionUsage(runs, latencyMs),
    logUsage(lines, retentionMonths(pipeline.cloud)),
  );
  return {
    perImage: addUsage(
      timesUsage(counted, perImage),
      storageUsage(original.length + bytesOut),
      recordBytes > 0 ? { dynamodbGbMonths: (2 * recordBytes) / 1024 ** 3 } : {},
      // The upload itself.
      { s3Writes: 1 },
      executions > 0 && isExpress ? express : {},
    ),
    perMonth: monthly(pipeline.cloud),
    bytesIn: original.length,
    bytesOut: Math.round(bytesOut),
    processorMs: runs.reduce((sum, run) => sum + run.processorMs, 0) * perImage,
    functionSec,
    invocations: runs.length * perImage,
  };
}

/** What is charged whether anything is uploaded or not. */
function monthly(cloud: Cloud): Usage {
  const { cloudwatch, kms, eventSourceMappings } = cloud.services;
  const own = cloudwatch.metrics.all().filter(({ namespace }) => namespace === METRICS_NAMESPACE);
  const queues = eventSourceMappings.all().filter(({ sourceArn }) => !isStreamArn(sourceArn));
  const secrets = embeddedWebhook(cloud) === undefined ? 0 : 1;
  return {
    alarms: cloudwatch.alarms.all().length,
    dashboards: cloudwatch.dashboards.size,
    metrics: own.length,
    kmsKeys: kms.keys.size,
    sqsRequests: queues.length * IDLE_POLLS_PER_MONTH,
    secrets,
    secretRequests: secrets * SECRET_READS_PER_MONTH,
  };
}

/** Size of a record in DynamoDB: names and values as text, which is within a few bytes of what is charged. */
async function meanRecordBytes({ clients, outputs }: RunningPipeline): Promise<number> {
  if (outputs.metadataTable === undefined) return 0;
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: outputs.metadataTable }));
  const sizes = Items.map((item) => Buffer.byteLength(JSON.stringify(unmarshall(item))));
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
}

/** The longest that a log of the stack is kept. */
function retentionMonths({ services: { logs } }: Cloud): number {
  const days = logs.groups().map(({ retentionInDays = DAYS_PER_MONTH }) => retentionInDays);
  return Math.max(0, ...days) / DAYS_PER_MONTH;
}
