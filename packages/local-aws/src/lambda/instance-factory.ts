import type { ServiceContext } from "../context";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import { instanceEnvironment, newLogStream } from "./environment";
import { FunctionLog } from "./function-log";
import { Instance } from "./instance";
import type { FunctionConfig } from "./types";

/** Code and configuration of one version of a function. */
interface InstanceSource {
  readonly config: FunctionConfig;
  readonly version: string;
  readonly runtimeFile: string;
  readonly taskRoot: string;
  readonly layerRoots: readonly string[];
}

/** An instance with its log stream. */
export interface PooledInstance {
  readonly instance: Instance;
  readonly log: FunctionLog;
  /** Of its session. */
  readonly accessKeyId: string;
  /** Whether its code has been loaded. */
  warm: boolean;
}

/** Starts instances of one version of a function, each with a session of the function's role. */
export class InstanceFactory {
  constructor(
    private readonly source: InstanceSource,
    private readonly cloud: ServiceContext,
    private readonly iam: Iam,
    private readonly logs: Logs,
  ) {}

  /** Starts an instance, whose session ends with it. @throws Error if the function's role does not exist. */
  start(): PooledInstance {
    const { config, version, runtimeFile, taskRoot, layerRoots } = this.source;
    const role = this.iam.roleByArn(config.roleArn);
    if (role === undefined) throw new Error(`the role ${config.roleArn} of ${config.name} does not exist`);
    const logStream = newLogStream(version);
    const onRefused = (message: string) => this.cloud.events.emit("fault", { service: "lambda", message });
    const log = new FunctionLog(config, version, logStream, this.logs, this.iam, onRefused);
    const credentials = this.iam.startSession(role.name, config.name);
    const { region, runtimeModules } = this.cloud;
    const endpoint = this.cloud.endpoint();
    const instance = new Instance({
      runtimeFile,
      taskRoot,
      environment: instanceEnvironment({
        ...{ config, version, region, endpoint, credentials, taskRoot, layerRoots, runtimeModules, logStream },
      }),
      memoryMb: config.memoryMb,
      onLine: (line) => log.line(line),
      onExit: () => this.iam.endSession(credentials.accessKeyId),
    });
    return { instance, log, accessKeyId: credentials.accessKeyId, warm: false };
  }
}
