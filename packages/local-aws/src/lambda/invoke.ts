import { randomUUID } from "node:crypto";

import type { ServiceContext } from "../context";
import { arn } from "../context";
import { newTraceId } from "./environment";
import { exitDuring, type Instance, type RunResult } from "./instance";
import type { Pool } from "./pool";
import type { FunctionError } from "./protocol";
import { functionReference } from "./reference";
import type { FunctionConfig } from "./types";

/** One attempt to run a function on an event. */
export interface Attempt {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly attempt: number;
  readonly invocationType: "Event" | "RequestResponse";
  /** Whether another attempt follows if this one fails. */
  readonly willRetry: (result: RunResult) => boolean;
  /** Version that runs: its number, or `$LATEST`. */
  readonly version: string;
  /** Version or alias that was invoked; absent: the function without one. */
  readonly qualifier?: string;
}

/** A new request identifier. */
export const newRequestId = (): string => randomUUID();

/** The one attempt of a synchronous invocation: its caller waits, and tries again by itself. */
export const synchronousAttempt = (payload: string, ran: Pick<Attempt, "version" | "qualifier">): Attempt => ({
  ...{ requestId: newRequestId(), payload, attempt: 1, invocationType: "RequestResponse", willRetry: () => false },
  ...ran,
});

/** Whether the process of a function has ended while it ran. */
function hasExited({ errorType }: FunctionError): boolean {
  return errorType === "Runtime.OutOfMemory" || errorType === "Runtime.ExitError";
}

/** Most bytes of a function's response: 6 MB and a margin. */
const MAX_RESPONSE_BYTES = 6_291_556;

/** A result, or the error that Lambda makes of one that is too large. */
function limited(instance: Instance, result: RunResult): RunResult {
  if (result.status !== "ok" || Buffer.byteLength(result.payload) <= MAX_RESPONSE_BYTES) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage };
  return instance.failure("error", error, result.durationMs);
}

/**
 * Runs a function once in an instance of its pool, writes its log and emits `invocation`. Call only if the pool has
 * capacity.
 */
export async function runAttempt(
  cloud: ServiceContext,
  config: FunctionConfig,
  pool: Pool,
  attempt: Attempt,
): Promise<RunResult> {
  const { requestId } = attempt;
  const pooled = await pool.take();
  const { instance, log, accessKeyId } = pooled;
  let result: RunResult;
  let initMs: number | undefined;
  try {
    const cold = !pooled.warm;
    const initError = cold ? await instance.ready() : undefined;
    if (cold) pool.recordStart((initMs = instance.initMs));
    log.start(requestId);
    const traced = { functionName: config.name, requestId, attempt: attempt.attempt };
    const endTrace = cloud.traces.begin(accessKeyId, traced);
    if (initError !== undefined) {
      instance.kill();
      const error = hasExited(initError) ? exitDuring(requestId, initError) : initError;
      result = instance.failure("error", error, 0);
    } else {
      const fault = cloud.faults.ofRun(config.name);
      const timeoutMs = fault?.kind === "timed-out" ? fault.afterMs : config.timeoutSec * 1000;
      const disturbed = fault === undefined ? undefined : setTimeout(() => instance.suffer(fault.kind), fault.afterMs);
      const message = {
        requestId,
        event: attempt.payload,
        functionArn: arn(cloud, "lambda", `function:${functionReference(config.name, attempt.qualifier)}`),
        deadline: Date.now() + timeoutMs,
        traceId: newTraceId(config.tracing === "Active"),
      };
      result = limited(instance, await instance.run(message, timeoutMs));
      clearTimeout(disturbed);
    }
    endTrace({ durationMs: result.durationMs, status: result.status });
    if (result.error !== undefined && result.status === "timeout") log.line(result.error.errorMessage);
    if (result.error !== undefined && hasExited(result.error))
      log.line(`${result.error.errorMessage}\nRuntime.ExitError`);
  } finally {
    pool.release(pooled);
  }
  const billedMs = Math.ceil(result.durationMs + (initMs ?? 0));
  const { durationMs, status } = result;
  const { memoryMb } = config;
  const maxMemoryMb = Math.min(result.maxRssMb, memoryMb);
  log.report({
    ...{ requestId, durationMs, billedMs, initMs, memoryMb, maxMemoryMb, status },
    ...(result.error !== undefined && hasExited(result.error) && { errorType: result.error.errorType }),
  });
  cloud.events.emit("invocation", {
    functionName: config.name,
    ...(attempt.qualifier !== undefined && { qualifier: attempt.qualifier, executedVersion: attempt.version }),
    requestId,
    durationMs,
    billedMs,
    ...(initMs !== undefined && { initMs }),
    memoryMb,
    maxMemoryMb,
    ...(result.processorMs !== undefined && { processorMs: result.processorMs }),
    status,
    ...(result.error && { error: `${result.error.errorType}: ${result.error.errorMessage}` }),
    attempt: attempt.attempt,
    invocationType: attempt.invocationType,
    willRetry: status !== "ok" && attempt.willRetry(result),
  });
  return result;
}
