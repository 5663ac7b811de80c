import { AwsError } from "../http/aws-error";

/** What the creator of a mapping states; the rest has Lambda's defaults. */
export interface EventSourceMappingSpec {
  /** ARN of the queue, or of the table's stream. */
  readonly sourceArn: string;
  /** Name of the function. */
  readonly functionName: string;
  /** Default true. */
  readonly enabled?: boolean;
  /** Most messages or records of a batch. Default 10 of a queue, which is also the most, 100 of a stream. */
  readonly batchSize?: number;
  /** Most batches at once of a queue, 2..1000. Default none. */
  readonly maximumConcurrency?: number;
  /** Whether the function reports what has failed (`ReportBatchItemFailures`). Default false. */
  readonly reportsItemFailures?: boolean;
  /** Where a stream is read from; required for one. */
  readonly startingPosition?: "TRIM_HORIZON" | "LATEST";
  /** Retries of a stream's batch, 0..10000; -1: as long as its records are kept. Default -1. */
  readonly maximumRetryAttempts?: number;
  /** Age of a stream's records from which on they are given up, 60..604800 seconds; -1: never. Default -1. */
  readonly maximumRecordAgeSec?: number;
  /** Whether a stream's batch that fails is split. Default false. */
  readonly bisects?: boolean;
  /** ARN of the queue or topic that is told of records of a stream that are given up. Default none. */
  readonly onFailure?: string;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A queue or stream that a function is invoked for. */
export interface EventSourceMapping extends EventSourceMappingSpec {
  readonly uuid: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

const QUEUE_ARN = /^arn:aws[\w-]*:sqs:[^:]+:\d{12}:[\w-]+$/;
const STREAM_ARN = /^arn:aws[\w-]*:dynamodb:[^:]+:\d{12}:table\/[\w.-]+\/stream\/[\d:T.-]+$/;

/** Whether a source is the stream of a table. */
export function isStreamArn(sourceArn: string): boolean {
  return STREAM_ARN.test(sourceArn);
}

type Problem = readonly [property: string, reason: string];

/** Why Lambda refuses a mapping, by property name (CreateEventSourceMapping in the API reference). */
export function mappingProblems(spec: Omit<EventSourceMappingSpec, "functionName">): readonly Problem[] {
  if (isStreamArn(spec.sourceArn)) return streamProblems(spec);
  if (QUEUE_ARN.test(spec.sourceArn)) return queueProblems(spec);
  const reason = `expected the ARN of a standard SQS queue or of a table's stream, got "${spec.sourceArn}"`;
  return [["eventSourceArn", reason]];
}

function* check(property: string, value: number | undefined, min: number, max: number, none?: number) {
  if (value === undefined || value === none || isWithin(value, min, max)) return;
  yield [property, `expected ${none === undefined ? "" : `${none}, or `}${min} to ${max}, got ${value}`] as const;
}

function queueProblems(spec: Omit<EventSourceMappingSpec, "functionName">): readonly Problem[] {
  const { batchSize = 10, maximumConcurrency } = spec;
  const limit = `expected 1 to 10 (larger ones need a batching window, which is not supported), got ${batchSize}`;
  return [
    ...(isWithin(batchSize, 1, 10) ? [] : [["batchSize", limit] as const]),
    ...check("scalingConfig.maximumConcurrency", maximumConcurrency, 2, 1000),
    ...Object.entries({
      startingPosition: spec.startingPosition,
      maximumRetryAttempts: spec.maximumRetryAttempts,
      maximumRecordAgeInSeconds: spec.maximumRecordAgeSec,
      bisectBatchOnFunctionError: spec.bisects,
      destinationConfig: spec.onFailure,
    }).flatMap(([property, value]) =>
      value === undefined || value === false ? [] : [[property, "not for a queue, only for a stream"] as const],
    ),
  ];
}

function streamProblems(spec: Omit<EventSourceMappingSpec, "functionName">): readonly Problem[] {
  return [
    ...(spec.startingPosition === undefined ? [["startingPosition", "required for a stream"] as const] : []),
    ...(spec.maximumConcurrency === undefined
      ? []
      : [["scalingConfig.maximumConcurrency", "not for a stream, only for a queue"] as const]),
    ...check("batchSize", spec.batchSize, 1, 10_000),
    ...check("maximumRetryAttempts", spec.maximumRetryAttempts, 0, 10_000, -1),
    ...check("maximumRecordAgeInSeconds", spec.maximumRecordAgeSec, 60, 604_800, -1),
  ];
}

/** @throws AwsError `InvalidParameterValueException` */
export function checkMapping(spec: EventSourceMappingSpec): void {
  const [first] = mappingProblems(spec);
  if (first !== undefined) throw new AwsError("InvalidParameterValueException", `${first[0]}: ${first[1]}`);
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
