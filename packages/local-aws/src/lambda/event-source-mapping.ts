import { AwsError } from "../http/aws-error";

/** What the creator of a mapping states; the rest has Lambda's defaults. */
export interface EventSourceMappingSpec {
  /** ARN of the queue. */
  readonly queueArn: string;
  /** Name of the function. */
  readonly functionName: string;
  /** Default true. */
  readonly enabled?: boolean;
  /** Most messages of a batch, 1..10. Default 10. */
  readonly batchSize?: number;
  /** Most batches at once, 2..1000. Default none. */
  readonly maximumConcurrency?: number;
  /** Whether the function reports which messages have failed (`ReportBatchItemFailures`). Default false. */
  readonly reportsItemFailures?: boolean;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A queue that a function is invoked for. */
export interface EventSourceMapping extends EventSourceMappingSpec {
  readonly uuid: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Why Lambda refuses a mapping, by property name (CreateEventSourceMapping in the API reference). */
export function mappingProblems(
  spec: Pick<EventSourceMappingSpec, "queueArn" | "batchSize" | "maximumConcurrency">,
): (readonly [property: string, reason: string])[] {
  const { queueArn, batchSize = 10, maximumConcurrency = 2 } = spec;
  const problems: (readonly [string, string])[] = [];
  if (!/^arn:aws[\w-]*:sqs:[^:]+:\d{12}:[\w-]+$/.test(queueArn)) {
    problems.push([
      "eventSourceArn",
      `expected the ARN of a standard SQS queue, the only source here, got "${queueArn}"`,
    ]);
  }
  if (!isWithin(batchSize, 1, 10)) {
    problems.push([
      "batchSize",
      `expected 1 to 10 (larger ones need a batching window, which is not supported), got ${batchSize}`,
    ]);
  }
  if (!isWithin(maximumConcurrency, 2, 1000)) {
    problems.push(["scalingConfig.maximumConcurrency", `expected 2 to 1000, got ${maximumConcurrency}`]);
  }
  return problems;
}

/** @throws AwsError `InvalidParameterValueException` */
export function checkMapping(spec: EventSourceMappingSpec): void {
  const [first] = mappingProblems(spec);
  if (first !== undefined) throw new AwsError("InvalidParameterValueException", `${first[0]}: ${first[1]}`);
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
