import { availableParallelism } from "node:os";

import type { PooledInstance } from "./instance-factory";

/** What a pool makes instances with. */
export interface PoolSpec {
  /** Starts an instance; its code is not loaded yet. */
  readonly start: () => PooledInstance;
  /** Most events that run at once. */
  readonly limit: number;
  /**
   * Most instances that are started without waiting for one to become free. Default: two, or as many as there are processors. Lambda
   * starts one for every event, on another machine each; here they would keep each other from getting ready.
   */
  readonly eager?: number;
}

/** Wait for a free instance before another one is started beyond the eager ones, in milliseconds, while no start has been measured. */
const FIRST_PATIENCE_MS = 300;

interface Waiter {
  readonly give: (pooled: PooledInstance) => void;
  readonly fail: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/** The instances of one version of a function: idle ones are used again, new ones are started up to the limit. */
export class Pool {
  private readonly idle: PooledInstance[] = [];
  private readonly all = new Set<PooledInstance>();
  private readonly waiters: Waiter[] = [];
  private readonly roomSeekers: (() => void)[] = [];
  private readonly eager: number;
  private busy = 0;
  private closed = false;
  private patienceMs = FIRST_PATIENCE_MS;

  constructor(private readonly spec: PoolSpec) {
    this.eager = spec.eager ?? Math.max(2, availableParallelism());
  }

  /** Whether another event can run now. */
  get hasRoom(): boolean {
    return this.busy < this.spec.limit;
  }

  /** Resolves when there may be room again. */
  room(): Promise<void> {
    if (this.hasRoom || this.closed) return Promise.resolve();
    return new Promise((resolve) => this.roomSeekers.push(resolve));
  }

  /**
   * An instance for one event: a warm one, a new one, or the first of both to be had. Call only if {@link hasRoom}, and give it back.
   *
   * @throws Error if none can be started.
   */
  async take(): Promise<PooledInstance> {
    this.busy += 1;
    try {
      return this.takeIdle() ?? (this.all.size < this.eager ? this.start() : await this.wait());
    } catch (error) {
      this.left();
      throw error;
    }
  }

  /** Gives an instance back; one that has ended is forgotten. */
  release(pooled: PooledInstance): void {
    if (!pooled.instance.alive) this.all.delete(pooled);
    else if (this.closed) pooled.instance.kill();
    else {
      pooled.warm = true;
      this.idle.push(pooled);
    }
    this.serveWaiter();
    this.left();
  }

  /** Notes how long an instance took to load its code: whoever waits for a free one waits that long before another is started. */
  measured(initMs: number): void {
    this.patienceMs = initMs;
  }

  /** Ends idle instances now and the others when they are given back: a newer version takes over. */
  retire(): void {
    this.closed = true;
    for (const { instance } of this.idle.splice(0)) instance.kill();
    for (const wake of this.roomSeekers.splice(0)) wake();
  }

  /** Ends every instance at once and waits until they are gone. */
  async close(): Promise<void> {
    this.retire();
    for (const waiter of this.waiters.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.fail(new Error("the cloud is closing"));
    }
    await Promise.all([...this.all].map(({ instance }) => instance.stop()));
    this.all.clear();
  }

  private takeIdle(): PooledInstance | undefined {
    for (let pooled = this.idle.pop(); pooled !== undefined; pooled = this.idle.pop()) {
      if (pooled.instance.alive) return pooled;
      this.all.delete(pooled);
    }
    return undefined;
  }

  private start(): PooledInstance {
    const pooled = this.spec.start();
    this.all.add(pooled);
    return pooled;
  }

  private wait(): Promise<PooledInstance> {
    return new Promise((give, fail) => {
      const waiter: Waiter = { give, fail, timer: undefined };
      waiter.timer = setTimeout(() => this.serve(waiter, () => this.start()), this.patienceMs);
      this.waiters.push(waiter);
    });
  }

  /** Lets the one who has waited longest have what is idle, or a new instance in place of one that has ended. */
  private serveWaiter(): void {
    const [waiter] = this.waiters;
    if (waiter === undefined || (this.idle.length === 0 && this.all.size >= this.eager)) return;
    this.serve(waiter, () => this.takeIdle() ?? this.start());
  }

  private serve(waiter: Waiter, source: () => PooledInstance): void {
    clearTimeout(waiter.timer);
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
    try {
      waiter.give(source());
    } catch (error) {
      waiter.fail(error);
    }
  }

  private left(): void {
    this.busy -= 1;
    this.roomSeekers.shift()?.();
  }
}
