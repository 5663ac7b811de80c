import { setTimeout as sleep } from "node:timers/promises";

import type { ServiceContext } from "../context";
import { errorMessage } from "../http/aws-error";
import type { Destinations, EventOutcome } from "./destinations";
import { newRequestId, runAttempt } from "./invoke";
import type { RunResult } from "./instance";
import type { Pool } from "./pool";
import { decideRetry, defaultEventInvoke } from "./retry";
import type { FunctionRecord } from "./types";

/** The current version of a function: it may change between two attempts. */
export interface LiveFunction {
  readonly record: FunctionRecord;
  readonly pool: Pool;
}

/** Asynchronous events: queued at once, run when an instance is available, retried, and sent to their destination. */
export class AsyncEvents {
  private closed = false;

  constructor(
    private readonly cloud: ServiceContext,
    private readonly destinations: Destinations,
    private readonly find: (functionName: string) => LiveFunction | undefined,
  ) {}

  /** Queues an event. @returns its request identifier. */
  accept(functionName: string, payload: string): string {
    const requestId = newRequestId();
    void this.cloud.work.track(async () => {
      try {
        await this.process(functionName, requestId, payload);
      } catch (error) {
        if (!this.closed)
          this.cloud.events.emit("fault", { service: "lambda", message: `${functionName}: ${errorMessage(error)}` });
      }
    });
    return requestId;
  }

  close(): void {
    this.closed = true;
  }

  private async process(functionName: string, requestId: string, payload: string): Promise<void> {
    const accepted = Date.now();
    for (let attempt = 1; !this.closed; attempt++) {
      const live = await this.waitForCapacity(functionName);
      if (live === undefined || this.closed) return;
      const { config, eventInvoke = defaultEventInvoke } = live.record;
      const decide = () => decideRetry(eventInvoke, attempt, Date.now() - accepted);
      const result = await runAttempt(this.cloud, config, live.pool, {
        requestId,
        payload,
        attempt,
        invocationType: "Event",
        willRetry: () => "retryInMs" in decide(),
      });
      if (this.closed) return;
      if (result.status === "ok") {
        await this.finish(live, { requestId, payload, condition: "Success", attempts: attempt, result });
        return;
      }
      const decision = decide();
      if ("giveUp" in decision) {
        await this.finish(live, { requestId, payload, condition: decision.giveUp, attempts: attempt, result });
        return;
      }
      await sleep(decision.retryInMs, undefined, { ref: false });
    }
  }

  private async waitForCapacity(functionName: string): Promise<LiveFunction | undefined> {
    for (;;) {
      const live = this.find(functionName);
      if (live === undefined || this.closed || live.pool.hasCapacity) return live;
      await live.pool.capacity();
    }
  }

  private async finish({ record }: LiveFunction, outcome: EventOutcome): Promise<void> {
    const { config, eventInvoke } = record;
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
