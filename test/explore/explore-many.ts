import type { DeadLetterSource } from "../../handlers/contract";
import { routes, type Route } from "./deliveries";
import { explore } from "./explore";

export interface Exploration {
  readonly schedules: number;
  /** Steps of all schedules. */
  readonly steps: number;
  /** Records that said FAILED when everything was delivered or given up. */
  readonly failed: number;
  /** Dead letters that waited then, by where they failed. */
  readonly deadLetters: ReadonlyMap<DeadLetterSource, number>;
  /** Schedules in whose end results or records are not those of what the bucket shows. */
  readonly faulty: readonly FaultySchedule[];
}

interface FaultySchedule {
  readonly route: Route;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly steps: readonly string[];
}

/**
 * Explores that many schedules, the routes in turn. The same seed gives the same schedules.
 *
 * @param until is asked after each schedule; true ends the exploration
 */
export async function exploreMany(
  schedules: number,
  seed: number,
  until: (found: Exploration) => boolean = () => false,
): Promise<Exploration> {
  const faulty: FaultySchedule[] = [];
  const deadLetters = new Map<DeadLetterSource, number>();
  let steps = 0;
  let failed = 0;
  for (let done = 0; done < schedules; done += 1) {
    const route = routes[done % routes.length] ?? "direct";
    const one = { route, seed: seed + done };
    const explored = await explore(one);
    steps += explored.steps.length;
    if (explored.faults.length > 0) faulty.push({ ...one, faults: explored.faults, steps: explored.steps });
    failed += explored.interim.failed;
    for (const kind of explored.interim.deadLetters) deadLetters.set(kind, (deadLetters.get(kind) ?? 0) + 1);
    const found = { schedules: done + 1, steps, failed, deadLetters, faulty };
    if (until(found)) return found;
  }
  return { schedules, steps, failed, deadLetters, faulty };
}
