import { BucketHistory, type BucketEvent } from "./bucket-history";
import { deliver, type Route } from "./deliveries";
import { ExploredWorld, type Faults } from "./explored-world";
import { randomOf, Schedule, settled } from "./schedule";
import { verdictOf } from "./verdict";

/** What one schedule is made of. */
export interface ScheduleSpec {
  readonly route: Route;
  /** Determines everything that is chosen at random. */
  readonly seed: number;
  /** What the user does; default: 1 to 5 things at random. */
  readonly actions?: number;
  /** Copies of each event that are delivered; default: 1 or 2 at random. */
  readonly copies?: number;
  readonly faults?: Faults;
}

export interface Explored {
  readonly world: ExploredWorld;
  /** What is wrong in the end. */
  readonly faults: readonly string[];
  /** What happened, in order. */
  readonly steps: readonly string[];
}

/** Attempts of one delivery that may fail before the services work. */
const MAX_FAILURES = 3;
/** More steps than any schedule takes that comes to an end. */
const MAX_STEPS = 20_000;

const usual: Faults = { fails: 0.01, losesAnswer: 0.01, kills: 0.01 };
const none: Faults = { fails: 0, losesAnswer: 0, kills: 0 };

/** Runs one schedule to its end: every event is delivered until it succeeds, and the index follows. */
export async function explore(spec: ScheduleSpec): Promise<Explored> {
  const schedule = new Schedule(randomOf(spec.seed));
  const world = new ExploredWorld(schedule);
  const history = new BucketHistory(schedule, world.objects);
  let actions = spec.actions ?? 1 + schedule.choose(5);
  let deliveries = 0;
  const undelivered: { readonly event: BucketEvent; readonly failures: number }[] = [];
  const running = new Map<string, { readonly event: BucketEvent; readonly failures: number }>();

  const start = (at: number): Promise<void> => {
    const [next] = undelivered.splice(at, 1);
    if (!next) return Promise.resolve();
    const actor = `#${(deliveries += 1)}`;
    running.set(actor, next);
    schedule.note(`${actor} begins: ${next.event.name}`);
    const faults = next.failures < MAX_FAILURES ? (spec.faults ?? usual) : none;
    const connect = (step: string) => world.connections(`${actor} ${step}`, faults);
    const again = () => undelivered.push({ ...next, failures: next.failures + 1 });
    deliver(spec.route, next.event, connect).then(
      () => running.delete(actor),
      () => {
        if (!running.has(actor)) return;
        schedule.note(`${actor} fails`);
        running.delete(actor);
        again();
      },
    );
    return settled();
  };

  for (let steps = 0; actions > 0 || undelivered.length > 0 || running.size + schedule.waiting.length > 0; steps += 1) {
    if (steps > MAX_STEPS) return { world, faults: ["the schedule does not come to an end"], steps: schedule.steps };
    for (const [actor, delivery] of running) {
      if (!world.wasKilled(`${actor} `)) continue;
      running.delete(actor);
      undelivered.push({ ...delivery, failures: delivery.failures + 1 });
    }
    const choices: (() => unknown)[] = [
      ...(schedule.waiting.length > 0 ? Array.from({ length: 6 }, () => () => schedule.step()) : []),
      ...(undelivered.length > 0 ? [() => start(schedule.choose(undelivered.length))] : []),
      ...(actions > 0
        ? [
            () => {
              actions -= 1;
              const event = history.act();
              const copies = spec.copies ?? 1 + schedule.choose(2);
              for (let copy = 0; copy < copies; copy += 1) undelivered.push({ event, failures: 0 });
            },
          ]
        : []),
      () => world.replicateOne(),
    ];
    await choices[schedule.choose(choices.length)]?.();
  }
  while (world.replicateOne());
  return { world, faults: verdictOf(world, history), steps: schedule.steps };
}
