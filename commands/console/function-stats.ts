import type { CloudEvents, InvocationEvent, ThrottleEvent } from "@image-pipeline/local-aws";
import type { FunctionView } from "../../console/contract";

type Stats = Pick<FunctionView, "runs" | "errors" | "throttles" | "lastMs" | "maxMemoryMb">;

const NONE: Stats = { runs: 0, errors: 0, throttles: 0 };

/** Counts the runs of each function. */
export class FunctionStats {
  private readonly stats = new Map<string, Stats>();

  constructor(private readonly events: CloudEvents) {
    events.on("invocation", this.onInvocation).on("throttle", this.onThrottle);
  }

  of(functionName: string): Stats {
    return this.stats.get(functionName) ?? NONE;
  }

  close(): void {
    this.events.off("invocation", this.onInvocation).off("throttle", this.onThrottle);
  }

  private readonly onInvocation = ({ functionName, status, durationMs, maxMemoryMb }: InvocationEvent) => {
    const { runs, errors, maxMemoryMb: before = 0, ...more } = this.of(functionName);
    this.stats.set(functionName, {
      ...more,
      runs: runs + 1,
      errors: errors + (status === "ok" ? 0 : 1),
      lastMs: Math.round(durationMs),
      maxMemoryMb: Math.max(before, Math.round(maxMemoryMb)),
    });
  };

  private readonly onThrottle = ({ functionName }: ThrottleEvent) => {
    const { throttles, ...more } = this.of(functionName);
    this.stats.set(functionName, { ...more, throttles: throttles + 1 });
  };
}
