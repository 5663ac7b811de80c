import { createRequire } from "node:module";
import path from "node:path";

import type { Cloud } from "@image-pipeline/local-aws";
import { setUpDeployerRole, type DeployerRole } from "./deployer-role";
import type { StackConfig } from "./engine/config";
import type { EventSink } from "./engine/events";
import { readProject, readStackConfig, type ConfigValues, type Project } from "./engine/project";
import type { ProviderFactories } from "./engine/provider-host";
import { destroyStack, runStack, type RunResult, type StackOptions } from "./engine/run-stack";
import { fileState, memoryState } from "./engine/state";
import type { PolicyPack } from "./policy-host/types";

/** A stack of a Pulumi project. */
export interface StackSelector {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  /** Name of the stack. */
  readonly stack: string;
  /**
   * Configuration over that of Pulumi.STACK.yaml, which need not exist then: `{ size: 3, "aws:region": "eu-west-1" }`.
   * Default: the file alone.
   */
  readonly config?: ConfigValues;
}

/** A stack whose project and configuration have been read. */
export interface Target {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
}

/**
 * Reads the project and the configuration of a stack.
 *
 * @throws EngineError PROJECT_NOT_FOUND, PROJECT_INVALID, STACK_NOT_FOUND, CONFIG_INVALID or CONFIG_SECRET
 */
export function readTarget({ projectDir, stack, config }: StackSelector): Target {
  const project = readProject(projectDir);
  return { project, stack, config: readStackConfig(project, stack, undefined, config) };
}

/** What a stack is brought up with. */
export interface BringUpOptions {
  /** Folder that keeps state and services for the next run. Default: both live as long as the running stack. */
  readonly dataDir?: string;
  /**
   * TCP port of the services' endpoint on 127.0.0.1. Default: that of the data folder's last run if it is free, else
   * any.
   */
  readonly port?: number;
  /** Function executions that run at once in the account, as `startCloud` of local-aws takes it. Default 10. */
  readonly functionConcurrency?: number;
  /** Folder of a policy pack. Default: none. */
  readonly policyPack?: string;
  /** JSON file in the format of the CLI's `--policy-pack-config`. Default: the pack's own configuration. */
  readonly policyConfig?: string;
  /** Sets the account up before the first resource is made. Default: it is empty. */
  readonly prepareAccount?: (cloud: Cloud) => void;
  /**
   * Role whose policies decide over each request that the deployment would send to AWS. Default: none, the account's
   * root user deploys.
   */
  readonly deployer?: DeployerRole;
  /** True to plan and change nothing. Default false. */
  readonly dryRun?: boolean;
  readonly onEvent?: EventSink;
  /** Ends the program when it fires. */
  readonly signal?: AbortSignal;
}

/** A stack that is up, or the dry run of one. */
export interface RunningStack {
  readonly project: Project;
  /** The embedded services: endpoint, region and credentials for the SDK's clients. */
  readonly cloud: Cloud;
  /** The run that brought it up. */
  readonly run: RunResult;
  /** The policy pack that checks it. */
  readonly pack?: Pick<PolicyPack, "name" | "version" | "rules" | "startMs">;
  /** Runs the program once more. */
  update(): Promise<RunResult>;
  /** Deletes every resource, those that depend on others first. */
  destroy(): Promise<RunResult>;
  /** Ends services and policy pack. What is in a data folder stays. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Brings a stack up: embedded services, policy pack and program start side by side, and the engine makes the resources
 * that the program declares.
 *
 * A run that failed resolves too, with `run.failure`; the services are up nevertheless until `close`.
 *
 * @throws EngineError, PolicyPackError or a system error if it could not even start
 */
export async function bringUp(stack: StackSelector | Target, options: BringUpOptions = {}): Promise<RunningStack> {
  const target = "project" in stack ? stack : readTarget(stack);
  const { dataDir, policyPack, dryRun = false } = options;
  const { project } = target;
  let cloud: Promise<Cloud> | undefined;
  let pack: Promise<PolicyPack> | undefined;
  const close = async () => {
    await Promise.allSettled([pack?.then((running) => running.close()), cloud?.then((running) => running.close())]);
  };
  const common: StackOptions = {
    ...target,
    providers: async () =>
      awsFactories(await (cloud ??= startServices(target, options)), project.dir, options.deployer?.name),
    state: dataDir ? fileState(path.join(dataDir, `${target.stack}.json`), project.name, target.stack) : memoryState(),
    ...(options.onEvent && { onEvent: options.onEvent }),
  };
  const program = {
    ...common,
    dryRun,
    ...(policyPack !== undefined && { policy: () => (pack ??= startPack(policyPack, target, options)) }),
    ...(options.signal && { signal: options.signal }),
  };
  try {
    const run = await runStack(program);
    const running = await pack;
    if (cloud === undefined) throw run.failure ?? new Error("expected resources; the program declares none");
    return {
      project,
      cloud: await cloud,
      run,
      ...(running && { pack: running }),
      update: () => runStack(program),
      destroy: () => destroyStack(common),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Loads a module when it is needed: what the program's process can wait for must not delay its start. */
const lazily = createRequire(__filename);

async function startServices(
  { project, config }: Target,
  { port, functionConcurrency, dataDir, deployer, prepareAccount }: BringUpOptions,
): Promise<Cloud> {
  const { startCloud } = lazily("@image-pipeline/local-aws") as typeof import("@image-pipeline/local-aws");
  const region = config.values["aws:region"];
  const cloud = await startCloud({
    sdkFrom: project.dir,
    ...(region !== undefined && { region }),
    ...(port !== undefined && { port }),
    ...(functionConcurrency !== undefined && { functionConcurrency }),
    ...(dataDir && { dataDir: path.join(dataDir, "services") }),
  });
  prepareAccount?.(cloud);
  if (deployer !== undefined) setUpDeployerRole(cloud, deployer);
  return cloud;
}

function awsFactories(cloud: Cloud, dir: string, roleName: string | undefined): ProviderFactories {
  const { makeAwsProvider } = lazily("./aws-provider") as typeof import("./aws-provider");
  return { aws: () => makeAwsProvider(cloud, dir, roleName) };
}

function startPack(dir: string, { project, stack }: Target, options: BringUpOptions): Promise<PolicyPack> {
  const { startPolicyPack } = lazily("./policy-host") as typeof import("./policy-host");
  const { policyConfig, dryRun = false } = options;
  return startPolicyPack(dir, {
    project: project.name,
    stack,
    dryRun,
    organization: "organization",
    ...(policyConfig && { configFile: policyConfig }),
  });
}
