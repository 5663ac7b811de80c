import type { Fault, FaultPlan } from "@image-pipeline/local-aws";

import { randomOf } from "../../explore/schedule";

/** How often each fault has occurred. */
export type FaultCounts = Record<string, number>;

/** Part of the requests and of the runs that are disturbed. */
const REQUESTS = 0.04;

/** Part of the writes that arrive late beside that: when others have written meanwhile. */
const LATE_WRITES = 0.25;
const RUNS = 0.04;
const WRITES_TO_DISK = 0.01;

/** Longest time until a function is ended, and longest delay of a request or an answer, in milliseconds. */
const LONGEST_RUN_MS = 80;
const LONGEST_DELAY_MS = 1_500;

/** What the services answer when they have too much to do, or a fault of their own. */
const errors: Readonly<Record<string, readonly Omit<Extract<Fault, { kind: "error" }>, "kind">[]>> = {
  s3: [
    { status: 503, code: "SlowDown" },
    { status: 500, code: "InternalError" },
  ],
  dynamodb: [
    { status: 400, code: "ProvisionedThroughputExceededException" },
    { status: 400, code: "ThrottlingException" },
    { status: 500, code: "InternalServerError" },
  ],
  lambda: [
    { status: 429, code: "TooManyRequestsException" },
    { status: 500, code: "ServiceException" },
  ],
  sqs: [{ status: 500, code: "InternalError" }],
  sns: [{ status: 500, code: "InternalError" }],
  states: [
    { status: 400, code: "ThrottlingException" },
    { status: 500, code: "InternalServerError" },
  ],
};

/** Operations whose order decides. */
const WRITE = /^(Put|Delete)(Object|Item)$/;

const runFaults = ["killed", "out-of-memory", "timed-out"] as const;

/** Faults at random, which follow from a seed; `counts` says which. */
export function faultPlan(seed: number, counts: FaultCounts): FaultPlan {
  const random = randomOf(seed ^ 0x5eed);
  const choose = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const noted = <T extends { readonly kind: string; readonly code?: string } | undefined>(fault: T): T => {
    const name = fault?.code ?? fault?.kind;
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
    return fault;
  };
  return {
    ofRequest: (service, operation) => {
      const isLate = WRITE.test(operation) && random() < LATE_WRITES;
      if (isLate) return noted({ kind: "late", delayMs: random() * LONGEST_DELAY_MS });
      if (random() >= REQUESTS) return undefined;
      const error = choose(errors[service] ?? []);
      const chosen = choose<Fault | undefined>([
        error && { kind: "error", ...error },
        error && { kind: "error", ...error },
        { kind: "slow", delayMs: random() * LONGEST_DELAY_MS },
        { kind: "lost" },
        operation === "GetObject" ? { kind: "cut" } : undefined,
      ]);
      return noted(chosen);
    },
    ofRun: () => {
      const kind = random() < RUNS ? choose(runFaults) : undefined;
      return kind && noted({ kind, afterMs: 1 + random() * LONGEST_RUN_MS });
    },
    isDiskFull: () => random() < WRITES_TO_DISK && noted({ kind: "disk-full" }).kind !== "",
  };
}
