import type { ServiceContext } from "../context";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import { instanceEnvironment, newLogStream } from "./environment";
import { FunctionLog } from "./function-log";
import { Instance } from "./instance";
import type { FunctionConfig } from "./types";

/** An instance with its log stream. */
export interface PooledInstance {
  readonly instance: Instance;
  readonly log: FunctionLog;
  /** Time to load the code, in milliseconds; undefined from the second invocation on. */
  initMs: number | undefined;
}

/** What instances of one version of a function are made from. */
export interface PoolSpec {
  readonly config: FunctionConfig;
  readonly runtimeFile: string;
  readonly taskRoot: string;
  readonly layerRoots: readonly string[];
  /** Most instances that run at once. */
  readonly limit: number;
}

/** The instances of one version of a function: idle ones are used again, new ones are started up to the limit. */
export class Pool {
  readonly #idle: PooledInstance[] = [];
  readonly #all = new Set<Instance>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(
    private readonly spec: PoolSpec,
    private readonly cloud: ServiceContext,
    private readonly iam: Iam,
    private readonly logs: Logs,
  ) {}

  /** Whether another event can run now. */
  get hasRoom(): boolean {
    return this.#busy < this.spec.limit;
  }

  /** Resolves when there may be room again. */
  room(): Promise<void> {
    if (this.hasRoom || this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Takes an instance: a warm one, or a new one whose code is not loaded yet. Call only if {@link hasRoom}. */
  take(): PooledInstance {
    this.#busy += 1;
    for (let warm = this.#idle.pop(); warm !== undefined; warm = this.#idle.pop()) {
      if (warm.instance.alive) return warm;
    }
    try {
      return this.#start();
    } catch (error) {
      this.#busy -= 1;
      throw error;
    }
  }

  /** Gives an instance back; one that has ended is forgotten. */
  release(pooled: PooledInstance): void {
    this.#busy -= 1;
    pooled.initMs = undefined;
    if (!pooled.instance.alive) this.#all.delete(pooled.instance);
    else if (this.#closed) pooled.instance.kill();
    else this.#idle.push(pooled);
    this.#waiting.shift()?.();
  }

  /** Ends idle instances now and the others when they are given back: a newer version takes over. */
  retire(): void {
    this.#closed = true;
    for (const { instance } of this.#idle.splice(0)) instance.kill();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Ends every instance at once and waits until they are gone. */
  async close(): Promise<void> {
    this.retire();
    await Promise.all([...this.#all].map((instance) => instance.stop()));
    this.#all.clear();
  }

  #start(): PooledInstance {
    const { config, runtimeFile, taskRoot, layerRoots } = this.spec;
    const role = this.iam.roleByArn(config.roleArn);
    if (role === undefined) throw new Error(`the role ${config.roleArn} of ${config.name} is gone`);
    const logStream = newLogStream();
    const refused = (message: string) => this.cloud.events.emit("fault", { service: "lambda", message });
    const log = new FunctionLog(config, logStream, this.logs, this.iam, refused);
    const credentials = this.iam.startSession(role.name, config.name);
    const { region } = this.cloud;
    const endpoint = this.cloud.endpoint();
    const instance = new Instance({
      runtimeFile,
      taskRoot,
      environment: instanceEnvironment({ config, region, endpoint, credentials, taskRoot, layerRoots, logStream }),
      memoryMb: config.memoryMb,
      onLine: (line) => log.line(line),
    });
    this.#all.add(instance);
    return { instance, log, initMs: 0 };
  }
}
