import { setTimeout as sleep } from "node:timers/promises";

import type { Verdict } from "./verdict";

/** Time without any progress after which what is wrong stays wrong, in milliseconds. */
const PATIENCE_MS = 45_000;

/** Wait between two looks, in milliseconds. */
const LOOK_MS = 1_000;

/** Looks until nothing is wrong, or nothing changes any more. */
export async function settledVerdict(look: () => Promise<Verdict>): Promise<Verdict> {
  let best = await look();
  for (let progressAt = Date.now(); best.faults.length > 0 && Date.now() - progressAt < PATIENCE_MS;) {
    await sleep(LOOK_MS);
    const next = await look();
    if (next.faults.length < best.faults.length) progressAt = Date.now();
    best = next;
  }
  return best;
}
