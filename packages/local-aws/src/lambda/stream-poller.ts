import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { arn, type ServiceContext } from "../context";
import type { StreamReader, StreamRecord, StreamViewType, TableStreams } from "../dynamodb/streams";
import { AwsError, errorMessage } from "../http/aws-error";
import { dynamoDbEvent, firstFailed } from "./dynamodb-event";
import type { EventSourceMapping } from "./event-source-mapping";
import type { Invocation } from "./lambda";

/** What {@link StreamPoller} works with. */
interface StreamPollerDeps {
  readonly cloud: ServiceContext;
  readonly streams: TableStreams;
  readonly viewType: StreamViewType;
  readonly mapping: EventSourceMapping;
  /** @throws AwsError `TooManyRequestsException` if the function is throttled. */
  readonly invoke: (payload: string) => Promise<Invocation>;
  /** Authorizes an action on the stream by the function's role. @throws AwsError if it is refused. */
  readonly authorize: (action: string) => void;
  /** Sequence number of the last record that is done; "" before the first. */
  readonly position: () => string;
  readonly done: (sequenceNumber: string) => void;
  /** Sends what is given up to the mapping's destination. */
  readonly giveUp: (record: object) => Promise<void>;
}

/** Records that are invoked for, or invoked for again, together. */
interface Batch {
  readonly records: readonly StreamRecord[];
  /** Attempts that have failed. */
  readonly attempts: number;
}

/** Waits between two attempts in milliseconds: the first, doubled each time up to the longest. */
const RETRY_WAIT_MS = { first: 50, longest: 1000 };

/** Wait after a refused request, in milliseconds. */
const REFUSED_WAIT_MS = 1000;

/** The only shard: all changes of a table are in one order. */
const SHARD_ID = "shardId-00000000000000000001-00000001";

/**
 * Reads a stream and invokes a function with its records, in their order: a batch that fails holds up those after it
 * until it succeeds or is given up.
 */
export class StreamPoller implements StreamReader {
  private stopped = false;
  private endWork: (() => void) | undefined;
  private wake: () => void = () => undefined;
  private readonly unwatch: () => void;

  constructor(private readonly deps: StreamPollerDeps) {
    this.unwatch = deps.streams.watch(deps.mapping.sourceArn, this);
    void this.poll();
  }

  /** Reads no more; a batch that the function works on is finished. */
  stop(): void {
    this.stopped = true;
    this.unwatch();
    this.idle();
    this.wake();
  }

  position(): string {
    return this.deps.position();
  }

  onRecord(): void {
    // A record that waits is work.
    if (!this.stopped) this.endWork ??= this.deps.cloud.work.begin();
    this.wake();
  }

  private idle(): void {
    this.endWork?.();
    this.endWork = undefined;
  }

  private async poll(): Promise<void> {
    while (!this.stopped) {
      const records = this.unread();
      if (records.length === 0) {
        this.idle();
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      this.endWork ??= this.deps.cloud.work.begin();
      try {
        for (const action of ["DescribeStream", "GetShardIterator", "GetRecords"]) this.deps.authorize(action);
        await this.handle(records);
      } catch (error) {
        this.report(error);
        await sleep(REFUSED_WAIT_MS, undefined, { ref: false });
      }
    }
  }

  private unread(): readonly StreamRecord[] {
    const { streams, mapping } = this.deps;
    return streams.after(mapping.sourceArn, this.position(), mapping.batchSize);
  }

  private async handle(records: readonly StreamRecord[]): Promise<void> {
    const batches: Batch[] = [{ records, attempts: 0 }];
    for (let batch = batches.shift(); batch !== undefined && !this.stopped; batch = batches.shift()) {
      batches.unshift(...(await this.attempt(batch)));
    }
  }

  /** Invokes the function for a batch. @returns what has to be invoked for again, in order */
  private async attempt(batch: Batch): Promise<readonly Batch[]> {
    const { mapping, done } = this.deps;
    if (this.isTooOld(batch)) return this.exhausted(batch, "RecordAgeExceeded");
    if (batch.attempts > 0) await this.pause(batch.attempts);
    const result = await this.run(batch);
    if (result === undefined) return this.stopped ? [] : [batch];
    const reported = result.status === "ok" && mapping.reportsItemFailures;
    const failed = result.status === "ok" ? (reported ? firstFailed(result.payload, batch.records) : undefined) : 0;
    const last = batch.records[(failed ?? batch.records.length) - 1];
    if (last !== undefined) done(last.sequenceNumber);
    if (failed === undefined) return [];
    const rest = { records: batch.records.slice(failed), attempts: batch.attempts + 1 };
    // Splitting a batch does not count as a retry.
    if (mapping.bisects && rest.records.length > 1) {
      if (failed > 0) return [{ ...rest, attempts: batch.attempts }];
      const half = Math.ceil(rest.records.length / 2);
      return [rest.records.slice(0, half), rest.records.slice(half)].map((part) => ({
        records: part,
        attempts: batch.attempts,
      }));
    }
    const { maximumRetryAttempts = -1 } = mapping;
    if (maximumRetryAttempts < 0 || rest.attempts <= maximumRetryAttempts) return [rest];
    return this.exhausted(rest, "RetryAttemptsExhausted", result);
  }

  /** @returns undefined if the function is throttled, which counts as no attempt. */
  private async run({ records }: Batch): Promise<Invocation | undefined> {
    const { cloud, mapping, viewType, invoke } = this.deps;
    const event = dynamoDbEvent(records, { streamArn: mapping.sourceArn, viewType, region: cloud.region });
    try {
      return await invoke(JSON.stringify(event));
    } catch (error) {
      if (!(error instanceof AwsError) || error.status !== 429) throw error;
      await this.pause(1);
      return undefined;
    }
  }

  private isTooOld({ records }: Batch): boolean {
    const { maximumRecordAgeSec = -1 } = this.deps.mapping;
    const createdAt = records[0]?.createdAt ?? Infinity;
    return maximumRecordAgeSec >= 0 && Date.now() / 1000 - createdAt > maximumRecordAgeSec;
  }

  private async exhausted({ records, attempts }: Batch, condition: string, result?: Invocation): Promise<readonly []> {
    const { cloud, mapping, done, giveUp } = this.deps;
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return [];
    const functionArn = arn(cloud, "lambda", `function:${mapping.functionName}`);
    const time = ({ createdAt }: StreamRecord) => new Date(createdAt * 1000).toISOString().replace(".000Z", "Z");
    await giveUp({
      requestContext: { requestId: randomUUID(), functionArn, condition, approximateInvokeCount: attempts },
      responseContext: {
        statusCode: 200,
        executedVersion: result?.executedVersion ?? "$LATEST",
        ...(result && result.status !== "ok" && { functionError: "Unhandled" }),
      },
      version: "1.0",
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: SHARD_ID,
        startSequenceNumber: first.sequenceNumber,
        endSequenceNumber: last.sequenceNumber,
        approximateArrivalOfFirstRecord: time(first),
        approximateArrivalOfLastRecord: time(last),
        batchSize: records.length,
        streamArn: mapping.sourceArn,
      },
    });
    const message = `${mapping.functionName} has given up ${records.length} records of ${mapping.sourceArn}`;
    cloud.events.emit("fault", { service: "lambda", message });
    done(last.sequenceNumber);
    return [];
  }

  private async pause(attempts: number): Promise<void> {
    const waitMs = Math.min(RETRY_WAIT_MS.longest, RETRY_WAIT_MS.first * 2 ** (attempts - 1));
    await sleep(waitMs, undefined, { ref: false });
  }

  private report(error: unknown): void {
    if (this.stopped) return;
    const { cloud, mapping } = this.deps;
    const message = `${mapping.functionName} reads ${mapping.sourceArn}: ${errorMessage(error)}`;
    cloud.events.emit("fault", { service: "lambda", message });
  }
}
