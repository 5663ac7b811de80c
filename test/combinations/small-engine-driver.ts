import path from "node:path";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import {
  destroyStack,
  memoryState,
  readTarget,
  runStack,
  type ConfigValues,
  type ResourceState,
  type RunResult,
  type StackOptions,
  type StateStore,
} from "@image-pipeline/local-pulumi";
import { makeAwsProvider } from "@image-pipeline/local-pulumi/aws-provider";
import { prepareAccount } from "../../commands/stack/account";
import { startPolicyPack } from "../../packages/local-pulumi/src/policy-host/pack-client";
import type { PolicyPack } from "../../packages/local-pulumi/src/policy-host/types";
import { providerConfig } from "../../packages/local-pulumi/src/provider-calls";
import { roleName, type Actor } from "../../commands/deployer-policy/policy-files";
import { setUpAccount } from "../engine/support/deployer";
import { PROJECT_DIR } from "../support/cli";
import type { StartDriver, StepOutcome } from "./driver";

/** Runs stacks on this project's own engine. */
export const startSmallEngine: StartDriver = async ({ stack, config }, policies) => {
  const cloud = await startCloud({ sdkFrom: PROJECT_DIR });
  setUpAccount(cloud, policies);
  let settings = config;
  let pack: PolicyPack | undefined;
  const policy = async () => (pack ??= await startPack(stack));
  const state = memoryState();
  const as = (actor: Actor) => optionsOf(cloud, { stack, config: settings, actor, state });
  return {
    cloud,
    configure: (more) => void (settings = { ...settings, ...more }),
    preview: async () => outcomeOf(await runStack({ ...as("previewer"), policy, dryRun: true })),
    up: async () => outcomeOf(await runStack({ ...as("deployer"), policy })),
    refresh: async () => outcomeOfRefresh(await drifted(cloud, state.load())),
    destroy: async () => outcomeOf(await destroyStack(as("deployer"))),
    close: async () => {
      await pack?.close();
      await cloud.close();
    },
  };
};

/** The resources of a stack that the root user of another account brings up. */
export async function resourcesOf(stack: string, config: ConfigValues): Promise<RunResult["resources"]> {
  const cloud = await startCloud({ sdkFrom: PROJECT_DIR });
  try {
    prepareAccount(cloud);
    const run = await runStack(optionsOf(cloud, { stack, config, state: memoryState() }));
    if (run.failure !== undefined) throw run.failure;
    return run.resources;
  } finally {
    await cloud.close();
  }
}

function outcomeOf({ failure, policy, changes }: RunResult): StepOutcome {
  const mandatory = policy?.findings.filter(({ level }) => level === "mandatory") ?? [];
  return {
    ...(failure && { failure: failure.message, isProtected: failure.message.includes("is protected") }),
    mandatory: mandatory.map(({ policy: rule }) => rule),
    operations: Object.keys(changes).sort(),
  };
}

function outcomeOfRefresh(names: readonly string[]): StepOutcome {
  const failure = names.length === 0 ? {} : { failure: `not as the state has them: ${names.join(", ")}` };
  return { ...failure, mandatory: [], operations: ["same"] };
}

/** The URNs of resources that are gone, or would have to be changed once the state has what the deployer reads. */
async function drifted(cloud: Cloud, resources: readonly ResourceState[]): Promise<string[]> {
  const provider = makeAwsProvider(cloud, PROJECT_DIR, roleName("deployer"));
  const own = resources.find(({ type }) => type === "pulumi:providers:aws");
  await provider.configure(providerConfig(own?.inputs ?? {}));
  const found: string[] = [];
  for (const { urn, type, id, inputs, outputs } of resources) {
    if (!type.startsWith("aws:") || id === undefined) continue;
    const read = await provider.read(id, urn, outputs);
    const isSame = read.id === id && (await provider.diff(id, urn, read.props, inputs)).changes === false;
    if (!isSame) found.push(urn);
  }
  return found;
}

interface Run {
  readonly stack: string;
  readonly config: ConfigValues;
  /** Whose role. Default: none, the root user. */
  readonly actor?: Actor;
  readonly state: StateStore;
}

function optionsOf(cloud: Cloud, { stack, config, actor, state }: Run): StackOptions {
  const role = actor && roleName(actor);
  return {
    ...readTarget({ projectDir: PROJECT_DIR, stack, config }),
    providers: () => Promise.resolve({ aws: () => makeAwsProvider(cloud, PROJECT_DIR, role) }),
    state,
  };
}

const startPack = (stack: string): Promise<PolicyPack> =>
  startPolicyPack(path.join(PROJECT_DIR, "policy"), {
    project: "image-pipeline",
    stack,
    dryRun: false,
    organization: "organization",
    configFile: path.join(PROJECT_DIR, "policy-config.json"),
  });
