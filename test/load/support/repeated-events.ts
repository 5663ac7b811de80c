import { setTimeout as sleep } from "node:timers/promises";

import type { Cloud } from "@image-pipeline/local-aws";

import { randomOf } from "../../explore/schedule";

/** Part of the events that come late, and that come once more. */
const LATE = 0.15;
const REPEATED = 0.15;

/** Longest delay of an event, in milliseconds: events of a key overtake one another. */
const LONGEST_DELAY_MS = 2_500;

/** Services that a bucket sends its events to. */
const services = ["lambda", "events"] as const;

/**
 * Delivers some of the buckets' events late and some once more, as S3 may: "Amazon S3 event notifications are designed
 * to be delivered at least once", and in no order that is promised.
 */
export function repeatEvents({ services: { targets } }: Cloud, seed: number): { count(): number; stop(): void } {
  const random = randomOf(seed ^ 0xe7e47);
  let [count, isStopped] = [0, false];
  for (const service of services) {
    const target = targets.find(`arn:aws:${service}:us-east-1:000000000000:any`);
    if (target === undefined) continue;
    targets.register(service, {
      refusal: (...asked) => target.refusal(...asked),
      deliver: async (arn, payload, source, attributes) => {
        const isDisturbed = !isStopped && source.principal === "s3.amazonaws.com";
        if (isDisturbed && random() < LATE) await sleep(random() * LONGEST_DELAY_MS);
        await target.deliver(arn, payload, source, attributes);
        if (!isDisturbed || random() >= REPEATED) return;
        await sleep(random() * LONGEST_DELAY_MS);
        count += 1;
        await target.deliver(arn, payload, source, attributes);
      },
    });
  }
  return { count: () => count, stop: () => void (isStopped = true) };
}
