import { setTimeout as sleep } from "node:timers/promises";

import type { ServiceContext } from "../context";
import { AwsError, errorMessage } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { QueuedMessage } from "../sqs/message";
import type { Queue } from "../sqs/queue";
import type { EventSourceMapping } from "./event-source-mapping";
import type { RunResult } from "./instance";
import { failedItems, sqsEvent } from "./sqs-event";

/** What {@link QueuePoller} works with. */
interface QueuePollerDeps {
  readonly cloud: ServiceContext;
  readonly queue: Queue;
  readonly mapping: EventSourceMapping;
  /** @throws AwsError `TooManyRequestsException` if the function is throttled. */
  readonly invoke: (payload: string) => Promise<RunResult>;
  /** Authorizes an action on the queue by the function's role. @throws AwsError if it is refused. */
  readonly authorize: (action: string) => Caller;
}

/**
 * Batches of a mapping without a maximum concurrency: five at once, and 300 more every minute, up to 1,000
 * ("Configuring scaling behavior for SQS event source mappings" in the developer guide).
 */
const FIRST_BATCHES = 5;
const MORE_BATCHES_PER_MS = 300 / 60_000;
const MOST_BATCHES = 1000;

/** Waits between two attempts to invoke a throttled function, in milliseconds: the first, and the longest. */
const THROTTLE_WAIT_MS = { first: 50, longest: 1000 };

/** Wait after a refused request, in milliseconds. */
const REFUSED_WAIT_MS = 1000;

/**
 * Part of the time that is left until a failed message would be visible again, of which so much is really waited. AWS
 * waits all of it, half an hour and more, too long to watch.
 */
const RETRY_WAIT_FACTOR = 0.01;

/** Reads a queue and invokes a function with what it reads, as long as the mapping is enabled. */
export class QueuePoller {
  private running = 0;
  private activeSince = 0;
  private stopped = false;
  private endWork: (() => void) | undefined;
  private wake: () => void = () => undefined;
  private readonly unwatch: () => void;

  constructor(private readonly deps: QueuePollerDeps) {
    this.unwatch = deps.queue.watch(() => this.onChange());
    this.onChange();
    void this.poll();
  }

  /** Reads no more; batches that a function works on are finished. */
  stop(): void {
    this.stopped = true;
    this.unwatch();
    this.onChange();
  }

  /** A queue that holds a message is work that waits. */
  private onChange(): void {
    const busy = !this.stopped && (!this.deps.queue.isEmpty || this.running > 0);
    if (busy && this.endWork === undefined) {
      this.activeSince = Date.now();
      this.endWork = this.deps.cloud.work.begin();
    }
    if (!busy) {
      this.endWork?.();
      this.endWork = undefined;
    }
    this.wake();
  }

  private get mostBatches(): number {
    const { maximumConcurrency } = this.deps.mapping;
    if (maximumConcurrency !== undefined) return maximumConcurrency;
    return Math.min(MOST_BATCHES, FIRST_BATCHES + (Date.now() - this.activeSince) * MORE_BATCHES_PER_MS);
  }

  private async poll(): Promise<void> {
    while (!this.stopped) {
      const batch = this.running < this.mostBatches ? await this.receive() : [];
      if (batch.length > 0) void this.handle(batch);
      else await this.changed();
    }
  }

  private async receive(): Promise<readonly QueuedMessage[]> {
    const { queue, mapping, authorize } = this.deps;
    if (queue.nextVisibleAt > Date.now()) return [];
    try {
      authorize("sqs:ReceiveMessage");
    } catch (error) {
      this.report(error);
      await sleep(REFUSED_WAIT_MS, undefined, { ref: false });
      return [];
    }
    return queue.receive(mapping.batchSize, undefined, true);
  }

  /** Waits until a message may be read. */
  private async changed(): Promise<void> {
    const isFull = this.running >= this.mostBatches;
    const waitMs = isFull ? Infinity : this.deps.queue.nextVisibleAt - Date.now();
    await new Promise<void>((resolve) => {
      // An unlimited mapping may read more with time.
      const timer = setTimeout(resolve, Math.min(1000, Math.max(1, waitMs)));
      timer.unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async handle(batch: readonly QueuedMessage[]): Promise<void> {
    const { cloud, mapping } = this.deps;
    const handles = new Map(batch.map((message) => [message, message.receiptHandle ?? ""]));
    this.running += 1;
    try {
      const payload = JSON.stringify(sqsEvent(batch, { queueArn: mapping.sourceArn, region: cloud.region }));
      const result = await this.invoke(payload);
      if (result === undefined) return;
      const failed = this.failedOf(result, batch);
      for (const message of batch) this.finish(handles.get(message) ?? "", failed.includes(message));
    } catch (error) {
      this.report(error);
    } finally {
      this.running -= 1;
      this.onChange();
    }
  }

  /**
   * Invokes the function, and tries again while it is throttled and the messages are hidden ("Backoff strategy for
   * failed invocations" in the developer guide). @returns undefined if the time is over
   */
  private async invoke(payload: string): Promise<RunResult | undefined> {
    const { invoke, queue } = this.deps;
    const until = Date.now() + Number(queue.attribute("VisibilityTimeout")) * 1000;
    for (let waitMs = THROTTLE_WAIT_MS.first; ; waitMs = Math.min(2 * waitMs, THROTTLE_WAIT_MS.longest)) {
      try {
        return await invoke(payload);
      } catch (error) {
        if (!(error instanceof AwsError) || error.status !== 429) throw error;
      }
      if (this.stopped || Date.now() + waitMs > until) return undefined;
      await sleep(waitMs, undefined, { ref: false });
    }
  }

  private failedOf({ status, payload }: RunResult, batch: readonly QueuedMessage[]): readonly QueuedMessage[] {
    if (status !== "ok") return batch;
    return this.deps.mapping.reportsItemFailures ? failedItems(payload, batch) : [];
  }

  private finish(receiptHandle: string, failed: boolean): void {
    const { queue, authorize } = this.deps;
    if (failed) {
      queue.shortenVisibility(receiptHandle, RETRY_WAIT_FACTOR);
      return;
    }
    authorize("sqs:DeleteMessage");
    queue.delete(receiptHandle);
  }

  private report(error: unknown): void {
    if (this.stopped) return;
    const { cloud, mapping } = this.deps;
    const message = `${mapping.functionName} reads ${mapping.sourceArn}: ${errorMessage(error)}`;
    cloud.events.emit("fault", { service: "lambda", message });
  }
}
