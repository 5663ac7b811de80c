import { setTimeout as sleep } from "node:timers/promises";

import { AwsError, errorMessage } from "../http/aws-error";

/** Limits of a delivery's retries. */
export interface RetryPolicy {
  /** 0..185. Default 185. */
  readonly maximumRetryAttempts?: number;
  /** Seconds, 60..86400. Default 86400. */
  readonly maximumEventAgeSec?: number;
}

/** Why a delivery has failed. */
export interface DeliveryFailure {
  /** One of the codes that EventBridge writes to a dead letter. */
  readonly code: string;
  readonly message: string;
  /** Attempts after the first. */
  readonly retries: number;
  /** The exhausted limit; undefined for an error that is not retried. */
  readonly exhausted?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
}

/**
 * First wait before a retry in milliseconds, doubled each time up to {@link LONGEST_WAIT_MS}. AWS retries for up to a
 * day.
 */
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

const isThrottling = ({ status, code }: AwsError) => status === 429 || /Throttl|TooManyRequests/.test(code);

/** Errors that are not retried (4xx, but not throttling). */
const isPermanent = (error: unknown) => error instanceof AwsError && error.status < 500 && !isThrottling(error);

/** EventBridge's own code for an error of a target. */
function failureCode(error: unknown): string {
  if (!(error instanceof AwsError)) return "CONNECTION_FAILURE";
  const { code, status, message } = error;
  if (message.includes("sts:AssumeRole")) return "FAILED_TO_ASSUME_ROLE";
  if (status === 403 || /AccessDenied/.test(code)) return "NO_PERMISSIONS";
  if (status === 404 || /NotFound|NonExistent|DoesNotExist/.test(code)) return "NO_RESOURCE";
  return isThrottling(error) ? "THROTTLING" : "ERROR_FROM_TARGET";
}

/** Delivers with retries. @returns the failure, or undefined. */
export async function deliver(
  attempt: () => Promise<void>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<DeliveryFailure | undefined> {
  const { maximumRetryAttempts = 185, maximumEventAgeSec = 86_400 } = policy;
  const started = Date.now();
  for (let retries = 0; ; retries += 1) {
    try {
      await attempt();
      return undefined;
    } catch (error) {
      const failure = { code: failureCode(error), message: errorMessage(error), retries };
      if (isPermanent(error) || signal.aborted) return failure;
      if (retries >= maximumRetryAttempts) return { ...failure, exhausted: "MaximumRetryAttempts" };
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS);
      if (Date.now() + waitMs > started + maximumEventAgeSec * 1000) {
        return { ...failure, exhausted: "MaximumEventAgeInSeconds" };
      }
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
