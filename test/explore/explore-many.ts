import { routes, type Route } from "./deliveries";
import { explore } from "./explore";

export interface Exploration {
  readonly schedules: number;
  /** Steps of all schedules. */
  readonly steps: number;
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
  let steps = 0;
  for (let done = 0; done < schedules; done += 1) {
    const route = routes[done % routes.length] ?? "direct";
    const one = { route, seed: seed + done };
    const explored = await explore(one);
    steps += explored.steps.length;
    if (explored.faults.length > 0) faulty.push({ ...one, faults: explored.faults, steps: explored.steps });
    const found = { schedules: done + 1, steps, faulty };
    if (until(found)) return found;
  }
  return { schedules, steps, faulty };
}
