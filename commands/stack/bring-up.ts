import { existsSync } from "node:fs";
import path from "node:path";

import type { Cloud } from "@image-pipeline/local-aws";
import {
  bringUp as bringUpStack,
  type BringUpOptions as RunOptions,
  type RunningStack,
  type Target,
} from "@image-pipeline/local-pulumi";
import { prepareAccount } from "./account";
import { makeExistingResources } from "./existing-resources";
import { embeddedWebhook } from "./webhook-secret";
import { makeFolder, writeError } from "../command-line/make-folder";

export interface BringUpOptions extends RunOptions {
  readonly target: Target;
}

/**
 * Brings a stack up on the embedded services, in an account that is set up for it.
 *
 * A run that fails is returned with `run.failure`; the services are up until `close` nevertheless.
 *
 * @throws EngineError, PolicyPackError, CliError (DATA_NOT_WRITABLE, DISK_FULL) or a system error if it cannot start
 */
export async function bringUp({ target, ...requested }: BringUpOptions): Promise<RunningStack> {
  const prepared = (cloud: Cloud) => {
    prepareAccount(cloud);
    makeExistingResources(cloud, target);
  };
  const options = { prepareAccount: prepared, ...requested };
  const { dataDir } = options;
  if (dataDir === undefined) return withSecret(await bringUpStack(target, options));
  makeFolder(dataDir, "DATA_NOT_WRITABLE", 0o700);
  try {
    return withSecret(await bringUpStack(target, options));
  } catch (error) {
    throw writeError(path.join(dataDir, "services"), "DATA_NOT_WRITABLE", error);
  }
}

function withSecret(running: RunningStack): RunningStack {
  embeddedWebhook(running.cloud);
  return running;
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
