import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import type { Cloud } from "@image-pipeline/local-aws";
import {
  type EventSink,
  fileState,
  listStacks,
  type Project,
  readProject,
  readStackConfig,
  type RunResult,
  runStack,
  type StackConfig,
} from "@image-pipeline/local-pulumi";
import type { PolicyPack } from "@image-pipeline/local-pulumi/policy-host";
import { makeFolder, writeError } from "../command-line/make-folder";

/** A stack and its configuration. */
export interface Target {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
}

/**
 * Reads a project and the configuration of one of its stacks.
 *
 * @param projectDir folder of Pulumi.yaml
 * @throws EngineError PROJECT_NOT_FOUND, PROJECT_INVALID, STACK_NOT_FOUND, CONFIG_INVALID or CONFIG_SECRET
 */
export function readTarget(projectDir: string, stack: string): Target {
  const project = readProject(projectDir);
  return { project, stack, config: readStackConfig(project, stack, listStacks(project)) };
}

export interface BringUpOptions {
  readonly target: Target;
  /** Folder that keeps state and services for the next run. Default: nothing is kept. */
  readonly dataDir?: string;
  /** Port of the one endpoint. Default: any free one. */
  readonly port?: number;
  /** Folder of the policy pack. Default: none runs. */
  readonly policyPack?: string;
  /** JSON file as the CLI's `--policy-pack-config` takes it. */
  readonly policyConfig?: string;
  /** True for a dry run. Default false. */
  readonly dryRun?: boolean;
  readonly onEvent?: EventSink;
  readonly signal?: AbortSignal;
}

/** A stack that is up, or the dry run of one. */
export interface RunningStack {
  readonly project: Project;
  readonly cloud: Cloud;
  readonly run: RunResult;
  /** The policy pack that ran. */
  readonly pack?: Pick<PolicyPack, "name" | "version" | "rules" | "startMs">;
  close(): Promise<void>;
}

/**
 * Brings a stack up: embedded services, policy pack and program start in parallel, and the engine creates the resources
 * that the program declares.
 *
 * A run that fails is returned with `run.failure`; the services are up until `close` nevertheless.
 *
 * @throws EngineError, PolicyPackError or a system error if the run cannot start
 */
export async function bringUp(options: BringUpOptions): Promise<RunningStack> {
  const { target, dataDir, port, policyPack, policyConfig, dryRun = false } = options;
  const { project, stack } = target;
  if (dataDir !== undefined) makeFolder(dataDir, "DATA_NOT_WRITABLE");
  let cloud: Promise<Cloud> | undefined;
  let pack: Promise<PolicyPack> | undefined;
  const close = async () => {
    await Promise.allSettled([pack?.then((running) => running.close()), cloud?.then((running) => running.close())]);
  };
  try {
    const run = await runStack({
      ...target,
      dryRun,
      providers: async () => {
        cloud = startServices({
          ...(port !== undefined && { port }),
          ...(dataDir && { dataDir: path.join(dataDir, "services") }),
        });
        const running = await cloud;
        const { makeAwsProvider } = lazily(
          "@image-pipeline/local-pulumi/aws-provider",
        ) as typeof import("@image-pipeline/local-pulumi/aws-provider");
        return { aws: () => makeAwsProvider(running) };
      },
      ...(policyPack !== undefined && {
        policy: () => (pack = startPack(policyPack, policyConfig, project.name, stack, dryRun)),
      }),
      ...(dataDir && { state: fileState(path.join(dataDir, `${stack}.json`), project.name, stack) }),
      ...(options.onEvent && { onEvent: options.onEvent }),
      ...(options.signal && { signal: options.signal }),
    });
    const ranPack = await pack;
    if (cloud === undefined) throw run.failure ?? new Error("expected resources; the program declares none");
    return { project, cloud: await cloud, run, ...(ranPack && { pack: ranPack }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** For modules that the program's process does not wait for: loading them must not delay its start. */
const lazily = createRequire(__filename);

async function startServices(options: { port?: number; dataDir?: string }): Promise<Cloud> {
  const { startCloud } = lazily("@image-pipeline/local-aws") as typeof import("@image-pipeline/local-aws");
  try {
    return await startCloud(options);
  } catch (error) {
    throw options.dataDir === undefined ? error : writeError(options.dataDir, "DATA_NOT_WRITABLE", error);
  }
}

async function startPack(
  dir: string,
  configFile: string | undefined,
  project: string,
  stack: string,
  dryRun: boolean,
): Promise<PolicyPack> {
  const { startPolicyPack } = lazily(
    "@image-pipeline/local-pulumi/policy-host",
  ) as typeof import("@image-pipeline/local-pulumi/policy-host");
  return startPolicyPack(dir, {
    project,
    stack,
    dryRun,
    organization: "organization",
    ...(configFile && { configFile }),
  });
}

/** The policy pack of a project and its configuration, if it has them. */
export function policyBeside(projectDir: string): { policyPack?: string; policyConfig?: string } {
  const pack = path.join(projectDir, "policy");
  const config = path.join(projectDir, "policy-config.json");
  return {
    ...(existsSync(path.join(pack, "PulumiPolicy.yaml")) && { policyPack: pack }),
    ...(existsSync(config) && { policyConfig: config }),
  };
}
