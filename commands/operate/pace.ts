import { setTimeout } from "node:timers/promises";

/** Waits until the next action may begin. */
export type Pace = () => Promise<void>;

/**
 * Spaces actions evenly, `perSec` of them a second, however many wait at once. Once `signal` fires nobody waits any
 * more.
 */
export function makePace(perSec: number, signal: AbortSignal): Pace {
  const intervalMs = 1000 / perSec;
  let nextAt = 0;
  return async () => {
    const now = performance.now();
    const at = Math.max(nextAt, now);
    nextAt = at + intervalMs;
    if (at > now) await setTimeout(at - now, undefined, { signal }).catch(() => undefined);
  };
}
