import type { Meter } from "./prices";

/** Units of what AWS charges for. */
export type Usage = Partial<Readonly<Record<Meter, number>>>;

/** What a request counts as, in units of a meter. */
interface Charge {
  readonly meter: Meter;
  readonly units: number;
}

/**
 * Part of the requests for an S3 object's key that reach KMS with a bucket key (Amazon S3 User Guide, "Reducing the
 * cost of SSE-KMS with Amazon S3 Bucket Keys": up to 99 percent less). SQS and DynamoDB keep their data keys for five
 * minutes.
 */
const KMS_SHARE = 0.01;

/**
 * What requests cost, by service and operation. DELETE requests of S3 are free, and so is what Lambda reads of a stream
 * of DynamoDB (DynamoDB Developer Guide, "Evaluate your DynamoDB streams usage"); reads of DynamoDB are of items below
 * 4 KB, strongly consistent except for those of an index.
 */
const charges: Readonly<Record<string, Charge>> = {
  "s3:PutObject": { meter: "s3Writes", units: 1 },
  "s3:CopyObject": { meter: "s3Writes", units: 1 },
  "s3:ListObjectsV2": { meter: "s3Writes", units: 1 },
  "s3:ListObjectVersions": { meter: "s3Writes", units: 1 },
  "s3:GetObject": { meter: "s3Reads", units: 1 },
  "s3:HeadObject": { meter: "s3Reads", units: 1 },
  "dynamodb:GetItem": { meter: "dynamodbReads", units: 1 },
  "dynamodb:Query": { meter: "dynamodbReads", units: 0.5 },
  "dynamodb:DeleteItem": { meter: "dynamodbWrites", units: 2 },
  "sqs:SendMessage": { meter: "sqsRequests", units: 1 },
  "sqs:ReceiveMessage": { meter: "sqsRequests", units: 1 },
  "sqs:DeleteMessage": { meter: "sqsRequests", units: 1 },
  "sqs:ChangeMessageVisibility": { meter: "sqsRequests", units: 1 },
  "sns:Publish": { meter: "snsRequests", units: 1 },
  "kms:Decrypt": { meter: "kmsRequests", units: KMS_SHARE },
  "kms:GenerateDataKey": { meter: "kmsRequests", units: KMS_SHARE },
  // RSA with 2048 bits costs what symmetric keys do (KMS pricing, "Key Usage").
  "kms:Sign": { meter: "kmsRequests", units: 1 },
  // Each entry is authorized by itself, and is charged for by itself up to 64 KB.
  "events:PutEvents": { meter: "events", units: 1 },
};

/** Bytes of an item that one write request unit pays for (DynamoDB Developer Guide, "Read and write operations"). */
const WRITE_UNIT_BYTES = 1024;

/** Requests, by service and operation: `s3:GetObject`. */
export type RequestCounts = Readonly<Record<string, number>>;

/**
 * What requests amount to.
 *
 * @param recordBytes size of a record, which is written to the table and to its index
 */
export function requestUsage(counts: RequestCounts, recordBytes: number): Usage {
  const recordUnits = 2 * Math.ceil(recordBytes / WRITE_UNIT_BYTES);
  const usages = Object.entries(counts).map(([operation, count]): Usage => {
    if (operation === "dynamodb:PutItem") return { dynamodbWrites: count * recordUnits };
    const charge = charges[operation];
    return charge === undefined ? {} : { [charge.meter]: count * charge.units };
  });
  return addUsage(...usages);
}

/** Sums of usages. */
export function addUsage(...usages: readonly Usage[]): Usage {
  const sum: Partial<Record<Meter, number>> = {};
  for (const usage of usages) {
    for (const [meter, units] of Object.entries(usage) as [Meter, number][]) sum[meter] = (sum[meter] ?? 0) + units;
  }
  return sum;
}

/** A usage so many times. */
export function timesUsage(usage: Usage, factor: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([meter, units]) => [meter, units * factor]));
}

/** Memory with which a function has a processor, in MB (Lambda developer guide, "Configure Lambda function memory"). */
const PROCESSOR_MEMORY_MB = 1769;

/** One run of a function as it was here. */
export interface FunctionRun {
  readonly memoryMb: number;
  readonly processorMs: number;
  /** Requests to other services. */
  readonly calls: number;
}

/**
 * Seconds that a run is expected to take in Lambda: its processor time with the function's share of a processor, and
 * the time in which it waits for its requests, as if one followed the other.
 *
 * @param latencyMs time of a request, milliseconds
 */
export function expectedSeconds({ memoryMb, processorMs, calls }: FunctionRun, latencyMs: number): number {
  return (processorMs * Math.max(1, PROCESSOR_MEMORY_MB / memoryMb) + calls * latencyMs) / 1000;
}

/** What runs of functions amount to. */
export function functionUsage(runs: readonly FunctionRun[], latencyMs: number): Usage {
  const gbSeconds = runs.map((run) => (expectedSeconds(run, latencyMs) * run.memoryMb) / 1024);
  return { lambdaRequests: runs.length, lambdaGbSeconds: gbSeconds.reduce((sum, one) => sum + one, 0) };
}

const GB = 1024 ** 3;
const MONTH_SEC = 30 * 24 * 3600;

/** Bytes that CloudWatch Logs charges for each event beside its text (CloudWatch pricing, "log events"). */
const LOG_EVENT_BYTES = 26;

/**
 * What lines of log amount to.
 *
 * @param retentionMonths how long they are kept
 */
export function logUsage(lines: readonly string[], retentionMonths: number): Usage {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + LOG_EVENT_BYTES, 0);
  return { logGb: bytes / GB, logGbMonths: (bytes / GB) * retentionMonths };
}

/** Bytes in what AWS bills as GB: 2^30 bytes. */
export function storedGb(bytes: number): number {
  return bytes / GB;
}

/** What objects amount to that are kept for a month. */
export function storageUsage(bytes: number): Usage {
  return { s3GbMonths: storedGb(bytes) };
}

/**
 * Requests of pollers of an event source mapping in a month without messages: five at once, each waits 20 seconds
 * ("Configuring scaling behavior for SQS event source mappings" in Lambda's developer guide; long polling in SQS's).
 */
export const IDLE_POLLS_PER_MONTH = 5 * (MONTH_SEC / 20);

/**
 * Most requests for a webhook's secret in a month: one each five minutes by each of the two instances that the function
 * behind it may have (`layer/webhook-secrets.ts`, `infra/notify/webhook.ts`).
 */
export const SECRET_READS_PER_MONTH = 2 * (MONTH_SEC / 300);
