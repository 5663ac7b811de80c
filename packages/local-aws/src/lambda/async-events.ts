import { setTimeout as sleep } from "node:timers/promises";

import type { ServiceContext } from "../context";
import { errorMessage } from "../http/aws-error";
import type { StateTable } from "../state/state-store";
import type { Destinations, EventOutcome } from "./destinations";
import { newRequestId, runAttempt } from "./invoke";
import type { RunResult } from "./instance";
import type { Pool } from "./pool";
import { decideRetry, defaultEventInvoke } from "./retry";
import type { EventInvokeConfig, FunctionConfig } from "./types";

/** What runs of a function: it may be another version at the next attempt. */
export interface LiveFunction {
  readonly config: FunctionConfig;
  /** Its number, or `$LATEST`. */
  readonly version: string;
  /** Version or alias that is invoked; absent: the function without one. */
  readonly qualifier?: string;
  readonly pool: Pool;
  /** Of the qualifier, or of the function without one. */
  readonly eventInvoke: EventInvokeConfig | undefined;
}

/** An event that is not done yet. */
interface PendingEvent {
  /** With the version or the alias behind a colon, if one was invoked. */
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Attempts that have failed. */
  failures: number;
}

/** Wait before an event is tried again whose instance could not be started, in milliseconds. */
const START_RETRY_MS = 1000;

/**
 * Asynchronous events: queued at once, run when an instance is available, retried, and sent to their destination. What
 * is not done when a run ends is done in the next one.
 */
export class AsyncEvents {
  private closed = false;
  private readonly pending: StateTable<PendingEvent>;

  constructor(
    private readonly cloud: ServiceContext,
    private readonly destinations: Destinations,
    private readonly find: (functionName: string) => LiveFunction | undefined,
  ) {
    this.pending = cloud.state.table("lambda-events");
  }

  /** Continues with the events of the last run. */
  resume(): void {
    const saved = this.pending.takeSaved().map(([, event]) => event);
    for (const event of saved.sort((a, b) => a.acceptedAt - b.acceptedAt)) this.run(event);
  }

  /** Queues an event. @returns its request identifier. */
  accept(functionName: string, payload: string): string {
    const event = { functionName, requestId: newRequestId(), payload, acceptedAt: Date.now(), failures: 0 };
    this.pending.put(event.requestId, event);
    this.run(event);
    return event.requestId;
  }

  close(): void {
    this.closed = true;
  }

  private run(event: PendingEvent): void {
    void this.cloud.work.track(async () => {
      while (!this.closed) {
        try {
          await this.process(event);
          if (!this.closed) this.pending.delete(event.requestId);
          return;
        } catch (error) {
          // Closing ends the instances.
          if (this.isClosed) return;
          const message = `${event.functionName}: ${errorMessage(error)}`;
          this.cloud.events.emit("fault", { service: "lambda", message });
          await sleep(START_RETRY_MS, undefined, { ref: false });
        }
      }
    });
  }

  private get isClosed(): boolean {
    return this.closed;
  }

  private async process(event: PendingEvent): Promise<void> {
    const { functionName, requestId, payload, acceptedAt } = event;
    while (!this.closed) {
      const live = this.find(functionName);
      if (live === undefined) return;
      // Between this look and the start of the attempt nothing is awaited: other events look, too.
      if (!live.pool.hasCapacity) {
        await live.pool.capacity();
        continue;
      }
      const attempt = event.failures + 1;
      const { config, version, qualifier, eventInvoke = defaultEventInvoke } = live;
      const ran = { version, ...(qualifier !== undefined && { qualifier }) };
      const decide = () => decideRetry(eventInvoke, attempt, Date.now() - acceptedAt);
      const result = await runAttempt(this.cloud, config, live.pool, {
        requestId,
        payload,
        attempt,
        invocationType: "Event",
        willRetry: () => "retryInMs" in decide(),
        ...ran,
      });
      if (this.isClosed) return;
      const outcome = { requestId, payload, attempts: attempt, result, ...ran };
      if (result.status === "ok") {
        await this.finish(live, { ...outcome, condition: "Success" });
        return;
      }
      const decision = decide();
      if ("giveUp" in decision) {
        await this.finish(live, { ...outcome, condition: decision.giveUp });
        return;
      }
      event.failures = attempt;
      this.pending.put(requestId, event);
      await sleep(decision.retryInMs, undefined, { ref: false });
    }
  }

  private async finish({ config, eventInvoke }: LiveFunction, outcome: EventOutcome): Promise<void> {
    if (outcome.condition === "Success") {
      if (eventInvoke?.onSuccess !== undefined) await this.destinations.send(config, eventInvoke.onSuccess, outcome);
      return;
    }
    const destination = eventInvoke?.onFailure;
    const sent = destination !== undefined && (await this.destinations.send(config, destination, outcome));
    const target = config.deadLetterTarget;
    const deadLettered = target !== undefined && (await this.destinations.sendEvent(config, target, outcome));
    const error = failureText(outcome.result);
    const { requestId, condition } = outcome;
    const where = sent ? destination : deadLettered ? target : undefined;
    this.cloud.events.emit("deadLetter", {
      functionName: config.name,
      requestId,
      condition,
      error,
      ...(where !== undefined && { destination: where }),
    });
  }
}

function failureText(result: RunResult | undefined): string {
  return result?.error === undefined ? "unknown" : `${result.error.errorType}: ${result.error.errorMessage}`;
}
