import { setTimeout } from "node:timers/promises";

/** Longest pause between two looks, ms. */
const MAX_PAUSE_MS = 5000;

/**
 * Looks again and again until there is something to see.
 *
 * @returns it and how long that took; undefined after `limitMs`
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  limitMs: number,
): Promise<{ readonly value: T; readonly ms: number } | undefined> {
  const start = performance.now();
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
    const value = await look();
    const ms = Math.round(performance.now() - start);
    if (value !== undefined) return { value, ms };
    if (ms > limitMs) return undefined;
    await setTimeout(pauseMs);
  }
}
