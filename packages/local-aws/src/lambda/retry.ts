import type { EventInvokeConfig } from "./types";

/**
 * Waits before the first and the second retry, in milliseconds. Lambda waits one and two minutes, too long to watch.
 */
const retryDelaysMs: readonly number[] = [250, 500];

/** Lambda's defaults for functions without an EventInvokeConfig. */
export const defaultEventInvoke: EventInvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSec: 21_600 };

/** Decision about an event whose attempt failed. */
type RetryDecision = { readonly retryInMs: number } | { readonly giveUp: "RetriesExhausted" | "EventAgeExceeded" };

/**
 * Decides about a failed event.
 *
 * @param attempts Attempts made so far, at least 1.
 * @param ageMs Time since the event was accepted.
 */
export function decideRetry(config: EventInvokeConfig, attempts: number, ageMs: number): RetryDecision {
  if (attempts > config.maximumRetryAttempts) return { giveUp: "RetriesExhausted" };
  const retryInMs = retryDelaysMs[attempts - 1] ?? retryDelaysMs.at(-1) ?? 0;
  if (ageMs + retryInMs > config.maximumEventAgeSec * 1000) return { giveUp: "EventAgeExceeded" };
  return { retryInMs };
}
