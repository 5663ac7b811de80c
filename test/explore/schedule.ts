/** Pseudo-random numbers that follow from a seed: mulberry32, 32 bits of state. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Pending {
  readonly actor: string;
  readonly label: string;
  readonly resume: () => void;
}

/**
 * Decides which of several concurrent actors takes the next step. An actor waits before each of its steps; exactly one
 * of those that wait goes on at a time, and runs to its next wait before another one is chosen.
 */
export class Schedule {
  /** What happened, in order. */
  readonly steps: string[] = [];
  private pending: Pending[] = [];
  private readonly priorities = new Map<string, number>();
  /** Half of the schedules take steps evenly; the others let some actors wait for long, as a slow machine does. */
  private readonly even: boolean;

  constructor(readonly random: () => number) {
    this.even = this.happens(0.5);
  }

  /** An integer from 0 to `count` - 1. */
  choose(count: number): number {
    return Math.floor(this.random() * count);
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.random() < probability;
  }

  /** Waits until it is this actor's turn. */
  turn(actor: string, label: string): Promise<void> {
    return new Promise((resume) => this.pending.push({ actor, label, resume }));
  }

  /** Stops an actor for good: none of its waits ever ends. */
  kill(actor: string): void {
    this.pending = this.pending.filter((one) => one.actor !== actor);
    this.steps.push(`${actor} is killed`);
  }

  /** Actors that wait. */
  get waiting(): readonly string[] {
    return this.pending.map(({ actor }) => actor);
  }

  note(step: string): void {
    this.steps.push(step);
  }

  /** Lets one of those that wait go on, until each actor waits again or has ended. */
  async step(): Promise<void> {
    const next = this.even ? this.pending[this.choose(this.pending.length)] : this.mostUrgent();
    if (!next) return;
    this.pending.splice(this.pending.indexOf(next), 1);
    this.steps.push(`${next.actor}: ${next.label}`);
    next.resume();
    await settled();
  }

  /** A step of the actor with the highest priority. Priorities are drawn at random, and now and then anew. */
  private mostUrgent(): Pending | undefined {
    const actors = [...new Set(this.waiting)];
    for (const actor of actors) {
      if (!this.priorities.has(actor) || this.happens(0.02)) this.priorities.set(actor, this.random());
    }
    const priorityOf = (actor: string) => this.priorities.get(actor) ?? 0;
    const [first] = actors.sort((a, b) => priorityOf(b) - priorityOf(a));
    const steps = this.pending.filter(({ actor }) => actor === first);
    return steps[this.choose(steps.length)];
  }
}

/** Promises that can go on have gone on when a macrotask runs. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
