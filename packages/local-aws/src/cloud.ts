import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import type { ServiceContext } from "./context";
import { CloudEvents } from "./events";
import { Faults } from "./faults";
import { linkRuntimeSdk } from "./lambda/runtime-sdk";
import { makeRunDir, removeRunDir } from "./run-dir";
import { Services } from "./services";
import { listenOnLastPort } from "./state/last-port";
import { openState } from "./state/open-state";
import { StateStore } from "./state/state-store";
import { Traces } from "./traces/traces";
import { WorkTracker } from "./work-tracker";

/** Options of {@link startCloud}. */
export interface CloudOptions {
  /** TCP port of the endpoint on 127.0.0.1. Default 0: that of the data folder's last run if it is free, else any. */
  readonly port?: number;
  /**
   * Folder that keeps all state for the next run, events on their way included: what a request has changed is on the
   * disk before it is answered. Default: a temporary folder, removed on close.
   */
  readonly dataDir?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Twelve digits. Default `000000000000`. */
  readonly accountId?: string;
  /**
   * Function executions that run at once in the account, all functions together; further ones are throttled or wait.
   * Default 10, the quota of a new account ("Lambda quotas" in the developer guide); AWS raises it to 1,000 and more.
   */
  readonly functionConcurrency?: number;
  /**
   * Folder of a program whose installed `@aws-sdk` packages every function finds, as Lambda's Node.js runtimes contain
   * the SDK. Default: functions find what is in their archive and layers.
   */
  readonly sdkFrom?: string;
}

/** A pair of long-term keys, as an SDK client takes them. */
export interface CloudCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The embedded services while they run. */
export interface Cloud {
  /** `http://127.0.0.1:PORT`, for every service alike. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Keys of the account's root, which needs no policy. For the command line and for tests. */
  readonly credentials: CloudCredentials;
  readonly events: CloudEvents;
  readonly faults: Faults;
  /** What functions have asked of the services in this run. */
  readonly traces: Traces;
  /** The services themselves: resources are declared with them. */
  readonly services: Services;
  /** Resolves when no notification, invocation or retry is running or pending. */
  idle(): Promise<void>;
  /** Resolves when everything that was changed until now is in the data folder. */
  durable(): Promise<void>;
  /**
   * Stops accepting requests and ends every instance. What is not done is kept in the data folder for the next run.
   * Safe to call twice.
   */
  close(): Promise<void>;
}

/**
 * Starts the embedded services.
 *
 * @throws Error with `code` `EADDRINUSE` if the port is in use, `EBUSY` if another process uses the data folder,
 * `EFORMAT` if a later release has written it; errors of the file system if the folder cannot be used.
 */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { port = 0, region = "us-east-1", accountId = "000000000000", functionConcurrency = 10 } = options;
  if (!/^\d{12}$/.test(accountId)) throw new Error(`accountId: expected twelve digits, got "${accountId}"`);
  if (!Number.isInteger(functionConcurrency) || functionConcurrency < 1) {
    throw new Error(`functionConcurrency: expected a positive integer, got ${functionConcurrency}`);
  }
  const runDir = makeRunDir();
  const dataDir = options.dataDir === undefined ? join(runDir, "data") : resolve(options.dataDir);
  const events = new CloudEvents();
  const faults = new Faults();
  const traces = new Traces();
  const work = new WorkTracker();
  let endpoint = "";
  const runtimeModules = options.sdkFrom === undefined ? undefined : linkRuntimeSdk(runDir, resolve(options.sdkFrom));
  let services: Services | undefined;
  let state: StateStore | undefined;
  let closing: Promise<void> | undefined;
  const stop = async () => {
    await services?.close();
    await state?.close();
    removeRunDir(runDir);
  };
  const close = () => (closing ??= stop());
  try {
    const onFailure = (message: string) => events.emit("fault", { service: "data folder", message });
    state =
      options.dataDir === undefined
        ? new StateStore()
        : await openState(dataDir, onFailure, () => faults.checkStateWrite());
    const context: ServiceContext = {
      ...{ region, accountId, state, dataDir, functionConcurrency, runtimeModules, events, faults, traces, work },
      endpoint: () => endpoint,
    };
    mkdirSync(join(runDir, "lambda"));
    services = new Services({ context, runDir });
    const { front } = services;
    endpoint = `http://127.0.0.1:${await listenOnLastPort(dataDir, port, (candidate) => front.listen(candidate))}`;
    await services.resume();
  } catch (error) {
    await close();
    throw error;
  }
  const credentials = services.iam.rootCredentials;
  const kept = state;
  return {
    ...{ endpoint, region, accountId, credentials, events, faults, traces, services, close },
    idle: () => work.idle(),
    durable: () => kept.durable(),
  };
}
