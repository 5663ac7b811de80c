import { availableParallelism } from "node:os";

import { wakeOne, type AccountConcurrency } from "./account-concurrency";
import type { PooledInstance } from "./instance-factory";
import { watchProcessors } from "./processors";

/** Arguments of {@link Pool}. */
interface PoolSpec {
  /** Starts an instance, whose code is not loaded yet. */
  readonly start: () => PooledInstance;
  /** Highest number of events that run at once. */
  readonly limit: number;
  /** What other functions run beside this one counts as well; absent: the limit is reserved for this function. */
  readonly shared?: AccountConcurrency;
  /**
   * Number of instances that are started without waiting for a free one. Default: the number of processors, at least 2.
   * Lambda starts one for every event, on separate machines; here the instances would slow each other down.
   */
  readonly eager?: number;
  /** Starts to watch how busy the processors are; what it returns says it. Default: {@link watchProcessors}. */
  readonly watch?: () => () => number;
}

/** Wait for a free instance before another one is started, in milliseconds, until a start has been measured. */
const DEFAULT_START_WAIT_MS = 300;

/** Share of the processors' time above which another instance would only slow down those that there are. */
const BUSY_SHARE = 0.8;

/** Longest wait on a busy machine, in waits on an idle one: what keeps it busy may itself wait for this. */
const MAX_WAITS = 20;

interface Waiter {
  readonly give: (pooled: PooledInstance) => void;
  readonly fail: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/** The instances of one version of a function: idle ones are reused, new ones are started up to the limit. */
export class Pool {
  private readonly idle: PooledInstance[] = [];
  private readonly all = new Set<PooledInstance>();
  private readonly waiters: Waiter[] = [];
  private readonly capacityWaiters: (() => boolean)[] = [];
  private readonly eager: number;
  private readonly watch: () => () => number;
  private busy = 0;
  private closed = false;
  private startWaitMs = DEFAULT_START_WAIT_MS;

  constructor(private readonly spec: PoolSpec) {
    this.eager = spec.eager ?? Math.max(2, availableParallelism());
    this.watch = spec.watch ?? watchProcessors;
  }

  /** Whether another event can run now. */
  get hasCapacity(): boolean {
    return this.busy < this.spec.limit && (this.spec.shared?.hasRoom ?? true);
  }

  /** Resolves when another event may be able to run. */
  capacity(): Promise<void> {
    if (this.hasCapacity || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      let waiting = true;
      const wake = () => {
        const woken = waiting;
        waiting = false;
        resolve();
        return woken;
      };
      this.capacityWaiters.push(wake);
      this.spec.shared?.onEnd(wake);
    });
  }

  /**
   * An instance for one event: an idle one, or whichever is available first, a released or a new one. None is started
   * beyond the eager ones while the machine's processors are busy. Call only if {@link hasCapacity}, nothing awaited in
   * between, and release the instance.
   *
   * @throws Error if there is no capacity, or an instance cannot be started.
   */
  async take(): Promise<PooledInstance> {
    if (!this.hasCapacity) throw new Error("no capacity: another event has taken it");
    this.busy += 1;
    this.spec.shared?.begin();
    try {
      return this.takeIdle() ?? (this.all.size < this.eager ? this.start() : await this.wait());
    } catch (error) {
      this.finished();
      throw error;
    }
  }

  /** Makes an instance available again, or removes it if it has ended. */
  release(pooled: PooledInstance): void {
    if (!pooled.instance.alive) this.all.delete(pooled);
    else if (this.closed) pooled.instance.kill();
    else {
      pooled.warm = true;
      this.idle.push(pooled);
    }
    this.serveWaiter();
    this.finished();
  }

  /**
   * Records how long an instance took to load its code: the wait for a free one is as long before another is started.
   */
  recordStart(initMs: number): void {
    this.startWaitMs = initMs;
  }

  /** Ends idle instances now and busy ones when they are released: a newer version replaces them. */
  retire(): void {
    this.closed = true;
    for (const { instance } of this.idle.splice(0)) instance.kill();
    for (const wake of this.capacityWaiters.splice(0)) wake();
  }

  /** Ends every instance at once and waits until all have exited. */
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
      this.waiters.push(waiter);
      this.startLater(waiter, MAX_WAITS);
    });
  }

  private startLater(waiter: Waiter, waits: number): void {
    const busyShare = this.watch();
    waiter.timer = setTimeout(() => {
      if (waits > 1 && busyShare() > BUSY_SHARE) this.startLater(waiter, waits - 1);
      else this.serve(waiter, () => this.start());
    }, this.startWaitMs);
  }

  /** Serves the longest waiter with an idle instance, or with a new one in place of one that has ended. */
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

  private finished(): void {
    this.busy -= 1;
    wakeOne(this.capacityWaiters);
    this.spec.shared?.end();
  }
}
