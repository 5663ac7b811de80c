import type { ServiceContext } from "../context";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import { AccountConcurrency } from "./account-concurrency";
import { InstanceFactory } from "./instance-factory";
import { Pool } from "./pool";
import { writeRuntime } from "./runtime-file";
import type { FunctionConfig, FunctionRecord, StoredArchive } from "./types";

/** A version of a function that can run. */
export interface RunnableVersion {
  /** Its number, or `$LATEST`. */
  readonly version: string;
  readonly config: FunctionConfig;
  readonly code: StoredArchive;
  /** Code of its layers; absent: those that its configuration names, as they are now. */
  readonly layers?: readonly StoredArchive[];
}

/** Arguments of {@link FunctionPools}. */
interface FunctionPoolsSpec {
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly logs: Logs;
  /** Temporary folder, outside of the project, for the program that instances run. */
  readonly runDir: string;
  /** All functions of the account. */
  readonly functions: () => readonly FunctionRecord[];
  /** Folder of an unpacked archive. */
  readonly taskRoot: (code: StoredArchive) => string;
  /** Folder of an unpacked layer. */
  readonly layerRoot: (layerVersionArn: string) => string;
}

/** The instances of every version of functions, within the account's concurrency and what functions have reserved. */
export class FunctionPools {
  /** By the function's name and the version. */
  private readonly pools = new Map<string, Map<string, Pool>>();
  /** Reserved concurrency is the function's: its versions share it. */
  private readonly reserved = new Map<string, AccountConcurrency>();
  private readonly account: AccountConcurrency;
  private runtimeFile: string | undefined;

  constructor(private readonly spec: FunctionPoolsSpec) {
    const reservedBy = ({ config }: FunctionRecord) => Math.max(0, config.reservedConcurrency);
    this.account = new AccountConcurrency({
      limit: spec.cloud.functionConcurrency,
      reserved: () => spec.functions().reduce((sum, record) => sum + reservedBy(record), 0),
    });
  }

  /** The pool of a version of a function. */
  of(record: FunctionRecord, runnable: RunnableVersion): Pool {
    const { name } = record.config;
    const pools = this.pools.get(name) ?? new Map<string, Pool>();
    this.pools.set(name, pools);
    let pool = pools.get(runnable.version);
    if (pool === undefined) pools.set(runnable.version, (pool = this.poolOf(record, runnable)));
    return pool;
  }

  /** Ends the instances of a version when they are done: it is another one, or none any more. */
  retire(name: string, version: string): void {
    this.pools.get(name)?.get(version)?.retire();
    this.pools.get(name)?.delete(version);
  }

  /** Ends those of every version: the function's own settings are others, or there is no function any more. */
  retireAll(name: string): void {
    for (const pool of this.pools.get(name)?.values() ?? []) pool.retire();
    this.pools.delete(name);
    this.reserved.delete(name);
  }

  /** Ends all instances at once. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()].flatMap((versions) => [...versions.values()]);
    await Promise.all(pools.map((pool) => pool.close()));
  }

  private poolOf(record: FunctionRecord, { version, config, code, layers }: RunnableVersion): Pool {
    const { cloud, iam, logs, runDir, taskRoot, layerRoot } = this.spec;
    this.runtimeFile ??= writeRuntime(runDir);
    const source = {
      ...{ config, version },
      runtimeFile: this.runtimeFile,
      taskRoot: taskRoot(code),
      layerRoots: layers?.map(taskRoot) ?? config.layers.map(layerRoot),
    };
    const factory = new InstanceFactory(source, cloud, iam, logs);
    return new Pool({ start: () => factory.start(), limit: Infinity, shared: this.concurrencyOf(record) });
  }

  /** What the executions of a function count in: what it has reserved, or else the account's. */
  private concurrencyOf({ config: { name, reservedConcurrency } }: FunctionRecord): AccountConcurrency {
    if (reservedConcurrency < 0) return this.account;
    let own = this.reserved.get(name);
    if (own === undefined) {
      this.reserved.set(name, (own = new AccountConcurrency({ limit: reservedConcurrency, reserved: () => 0 })));
    }
    return own;
  }
}
