import { listStacks, readProject, readStackConfig, runStack } from "@image-pipeline/local-pulumi";
import { startCloud } from "@image-pipeline/local-aws";
import { makeAwsProvider } from "@image-pipeline/local-pulumi/aws-provider";
import type { AskedResource } from "./types";

/**
 * What the program of `projectDir` asks for in one of its stacks, by a dry run in an empty cloud of this process.
 *
 * @throws EngineError if the stack is not there or the program fails
 */
export async function askedResources(projectDir: string, stack: string): Promise<AskedResource[]> {
  const project = readProject(projectDir);
  const config = readStackConfig(project, stack, listStacks(project));
  const cloud = await startCloud();
  try {
    const run = await runStack({
      project,
      stack,
      config,
      dryRun: true,
      providers: () => Promise.resolve({ aws: () => makeAwsProvider(cloud) }),
    });
    if (run.failure !== undefined) throw run.failure;
    return run.resources
      .filter(({ custom }) => custom)
      .map(({ urn, type, inputs }) => ({ type, name: urn.slice(urn.lastIndexOf("::") + 2), inputs }));
  } finally {
    await cloud.close();
  }
}
