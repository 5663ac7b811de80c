import path from "node:path";
import { prepareAccount } from "../../../commands/stack/account";
import { startCloud } from "../../../packages/local-aws/src/cloud";
import { readProject, readStackConfig } from "../../../packages/local-pulumi/src/engine/project";
import { runStack } from "../../../packages/local-pulumi/src/engine/run-stack";
import type { ResourceState } from "../../../packages/local-pulumi/src/engine/state";
import { startPolicyPack } from "../../../packages/local-pulumi/src/policy-host/pack-client";
import type { Finding, PolicyPack } from "../../../packages/local-pulumi/src/policy-host/types";
import { makeAwsProvider } from "../../../packages/local-pulumi/src/aws-provider";
import { PROJECT_DIR } from "./cli";
import type { ProjectCopy } from "./project-copy";

/** A stack as this project's own engine made it. */
export interface SmallRun {
  readonly resources: readonly ResourceState[];
  readonly findings: readonly Finding[];
  /** Address of the cloud it was made in. */
  readonly endpoint: string;
}

/** Brings the same project and stack up with this project's own engine, in an empty cloud, and takes it down again. */
export async function runInSmallEngine(
  copy: ProjectCopy,
  stack: string,
  configFile: string | undefined,
): Promise<SmallRun> {
  const project = readProject(copy.dir);
  const cloud = await startCloud();
  prepareAccount(cloud);
  let pack: PolicyPack | undefined;
  try {
    const run = await runStack({
      project,
      stack,
      config: readStackConfig(project, stack, [stack]),
      providers: () => Promise.resolve({ aws: () => makeAwsProvider(cloud, copy.dir) }),
      policy: async () =>
        (pack = await startPolicyPack(path.join(PROJECT_DIR, "policy"), {
          project: project.name,
          stack,
          organization: "organization",
          ...(configFile !== undefined && { configFile }),
        })),
    });
    if (run.failure !== undefined) throw run.failure;
    return { resources: run.resources, findings: run.policy?.findings ?? [], endpoint: cloud.endpoint };
  } finally {
    await pack?.close();
    await cloud.close();
  }
}
