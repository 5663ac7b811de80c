import { existsSync } from "node:fs";
import path from "node:path";

import {
  bringUp as bringUpStack,
  readTarget as readStackTarget,
  type BringUpOptions as StackOptions,
  type RunningStack,
  type Target,
} from "@image-pipeline/local-pulumi";
import { makeFolder, writeError } from "../command-line/make-folder";

export type { RunningStack } from "@image-pipeline/local-pulumi";

/** What a stack is brought up with. */
export interface BringUpOptions extends StackOptions {
  readonly target: Target;
}

/**
 * Reads a project and the configuration of one of its stacks.
 *
 * @param projectDir folder of Pulumi.yaml
 * @throws EngineError PROJECT_NOT_FOUND, PROJECT_INVALID, STACK_NOT_FOUND, CONFIG_INVALID or CONFIG_SECRET
 */
export function readTarget(projectDir: string, stack: string): Target {
  return readStackTarget({ projectDir, stack });
}

/**
 * Brings a stack up on the embedded services.
 *
 * A run that failed resolves too, with `run.failure`; the services are up nevertheless until `close`.
 *
 * @throws EngineError, PolicyPackError, CliError (DATA_NOT_WRITABLE, DISK_FULL) or a system error if it could not even start
 */
export async function bringUp({ target, ...options }: BringUpOptions): Promise<RunningStack> {
  const { dataDir } = options;
  if (dataDir === undefined) return bringUpStack(target, options);
  makeFolder(dataDir, "DATA_NOT_WRITABLE");
  try {
    return await bringUpStack(target, options);
  } catch (error) {
    throw writeError(path.join(dataDir, "services"), "DATA_NOT_WRITABLE", error);
  }
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
