import type { ServiceContext } from "../context";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import { AccountConcurrency } from "./account-concurrency";
import { InstanceFactory } from "./instance-factory";
import { Pool } from "./pool";
import { writeRuntime } from "./runtime-file";
import type { FunctionRecord, StoredArchive } from "./types";

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

/** The instances of every function's present version, within the account's concurrency. */
export class FunctionPools {
  private readonly pools = new Map<string, Pool>();
  private readonly account: AccountConcurrency;
  private runtimeFile: string | undefined;

  constructor(private readonly spec: FunctionPoolsSpec) {
    const reservedBy = ({ config }: FunctionRecord) => Math.max(0, config.reservedConcurrency);
    this.account = new AccountConcurrency({
      limit: spec.cloud.functionConcurrency,
      reserved: () => spec.functions().reduce((sum, record) => sum + reservedBy(record), 0),
    });
  }

  /** The pool of a function's present version. */
  of(record: FunctionRecord): Pool {
    const { name } = record.config;
    let pool = this.pools.get(name);
    if (pool === undefined) this.pools.set(name, (pool = this.poolOf(record)));
    return pool;
  }

  /** Ends the instances of a function's version when they are done: there is another one, or none any more. */
  retire(name: string): void {
    this.pools.get(name)?.retire();
    this.pools.delete(name);
  }

  /** Ends all instances at once. */
  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  private poolOf({ config, code }: FunctionRecord): Pool {
    const { cloud, iam, logs, runDir, taskRoot, layerRoot } = this.spec;
    this.runtimeFile ??= writeRuntime(runDir);
    const source = {
      config,
      runtimeFile: this.runtimeFile,
      taskRoot: taskRoot(code),
      layerRoots: config.layers.map(layerRoot),
    };
    const factory = new InstanceFactory(source, cloud, iam, logs);
    const limits =
      config.reservedConcurrency < 0
        ? { limit: Infinity, shared: this.account }
        : { limit: config.reservedConcurrency };
    return new Pool({ start: () => factory.start(), ...limits });
  }
}
