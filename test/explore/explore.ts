import type { DeadLetterSource } from "../../handlers/contract";
import { BucketHistory } from "./bucket-history";
import { Deliveries, type Route } from "./deliveries";
import { ExploredWorld, type Faults, type Features } from "./explored-world";
import { operatorRedrives } from "./operator";
import { randomOf, Schedule, settled } from "./schedule";
import { readLetters, verdictBeforeRedrive, verdictOf } from "./verdict";

/** What one schedule is made of. */
export interface ScheduleSpec {
  readonly route: Route;
  /** Determines everything that is chosen at random. */
  readonly seed: number;
  /** What the user does; default: 1 to 5 things at random. */
  readonly actions?: number;
  /** Copies of each event that are delivered; default: 1 or 2 at random. */
  readonly copies?: number;
  /** What goes wrong; default: little on the way of most events, much on that of some, and now and then an outage. */
  readonly faults?: Faults;
}

/** What a schedule had come to when everything was delivered, or given up. */
interface Interim {
  /** Where each dead letter failed. */
  readonly deadLetters: readonly DeadLetterSource[];
  /** Records that say FAILED. */
  readonly failed: number;
}

export interface Explored {
  readonly world: ExploredWorld;
  /** What is wrong in the end. */
  readonly faults: readonly string[];
  /** What happened, in order. */
  readonly steps: readonly string[];
  readonly interim: Interim;
}

/** More steps than any schedule takes that comes to an end. */
const MAX_STEPS = 40_000;
/** Most outages of a schedule, and most redrives before everything is delivered or given up. */
const [MAX_OUTAGES, MAX_REDRIVES] = [2, 2];

const noFaults: Faults = { fails: 0, losesAnswer: 0, kills: 0 };
const operatorFaults: Faults = { fails: 0.03, losesAnswer: 0.03, kills: 0.02 };

/** Each route has schedules with and without each of them. */
function featuresOf(seed: number): Features {
  return { manifests: (seed & 2) !== 0, address: (seed & 4) === 0 ? "stable" : "immutable" };
}

/**
 * Runs one schedule to its end. First things go wrong, until every event is done or is a dead letter; then nothing goes
 * wrong any more, and dead letters are sent back until there is none, and the index follows.
 */
export async function explore(spec: ScheduleSpec): Promise<Explored> {
  const { route } = spec;
  const schedule = new Schedule(randomOf(spec.seed));
  const world = new ExploredWorld(schedule, featuresOf(spec.seed));
  const history = new BucketHistory(schedule, world.objects);
  const deliveries = new Deliveries(route, world, schedule, spec.faults);
  let actions = spec.actions ?? 1 + schedule.choose(5);
  // Whether the user waits for what the last action has led to: its results are there when they are replaced.
  const waits = schedule.happens(0.4);
  let outages = spec.faults ? 0 : schedule.choose(MAX_OUTAGES + 1);
  let redrives = spec.faults ? 0 : MAX_REDRIVES;
  let operators = 0;
  let interim: Interim | undefined;

  const act = (): void => {
    actions -= 1;
    const event = history.act();
    const copies = spec.copies ?? 1 + schedule.choose(2);
    for (let copy = 0; copy < copies; copy += 1) deliveries.notify(event);
  };
  const redrive = (): void => {
    redrives -= 1;
    operators += 1;
    const actor = `${deliveries.newActor} operator`;
    schedule.note(`${actor} begins`);
    const faults = deliveries.calm ? noFaults : operatorFaults;
    operatorRedrives(route, world, deliveries, actor, faults)
      .catch(({ message }: Error) => schedule.note(`${actor} fails: ${message}`))
      .finally(() => (operators -= 1));
  };
  const outage = (service: typeof world.outage): void => {
    world.outage = service;
    schedule.note(service === undefined ? "all services answer again" : `${service} does not answer any more`);
  };
  const isWorking = () =>
    deliveries.running + deliveries.startable.length + operators + schedule.waiting.length > 0 ||
    world.outage !== undefined;
  const isBusy = () => isWorking() || actions > 0;
  const choices = (): readonly (() => unknown)[] => [
    ...(schedule.waiting.length > 0 ? Array.from({ length: 6 }, () => () => schedule.step()) : []),
    ...deliveries.startable,
    ...(actions > 0 && !(waits && isWorking()) ? [act] : []),
    ...(redrives > 0 && world.queues.deadLetters.visible > 0 ? [redrive] : []),
    ...(world.outage === undefined && outages > 0 && isBusy()
      ? [
          () => {
            outages -= 1;
            outage(schedule.happens(0.6) ? "records" : "store");
          },
        ]
      : []),
    // It lasts: attempts fail to the last meanwhile.
    ...(world.outage !== undefined && (schedule.happens(0.1) || deliveries.startable.length === 0)
      ? [() => outage(undefined)]
      : []),
    () => world.replicateOne(),
  ];
  const ended = (faults: readonly string[]): Explored => ({
    world,
    faults,
    steps: schedule.steps,
    interim: interim ?? { deadLetters: [], failed: 0 },
  });

  for (let steps = 0; ; steps += 1) {
    if (steps > MAX_STEPS) return ended(["the schedule does not come to an end"]);
    if (!isBusy()) {
      if (!interim) {
        const failed = [...world.table.items.values()].filter(({ status }) => status === "FAILED").length;
        interim = { deadLetters: readLetters(world).map(({ letter }) => letter.where.kind), failed };
        while (world.replicateOne());
        const faults = await verdictBeforeRedrive(world, history);
        if (faults.length > 0) return ended(faults);
        schedule.note("from here on nothing goes wrong");
        deliveries.calm = true;
      }
      if (world.queues.deadLetters.all.length === 0) break;
      redrives = 1;
    }
    const now = choices();
    now[schedule.choose(now.length)]?.();
    await settled();
  }
  while (world.replicateOne());
  return ended(await verdictOf(world, history));
}
