import path from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import {
  destroyStack,
  memoryState,
  readTarget,
  runStack,
  type ConfigValues,
  type RunOptions,
  type RunResult,
  type StackOptions,
} from "@image-pipeline/local-pulumi";
import { makeAwsProvider } from "@image-pipeline/local-pulumi/aws-provider";
import { prepareAccount } from "../../commands/stack/account";
import { startPolicyPack } from "../../packages/local-pulumi/src/policy-host/pack-client";
import type { PolicyPack } from "../../packages/local-pulumi/src/policy-host/types";
import { derivedPolicies, roleOf, setUpAccount, type Actor } from "../engine/support/deployer";
import { inventory } from "../engine/support/inventory";
import { PROJECT_DIR } from "../support/cli";
import type { Combination } from "./combinations";

/** A change that updates functions and log groups, and makes none anew. */
const CHANGE = { memoryMb: 1536, logRetentionDays: 545, jpegQuality: 80 };

/**
 * Takes a combination through its life on this project's own engine and embedded services: a preview as the previewer,
 * then, as the deployer, up, up without a change, up with a change, and destroy. Both roles have the policies that are
 * derived from the stack, enforced; the policy pack checks each run.
 *
 * @throws AssertionError at the first step that does not go as it should
 */
export async function expectLife({ stack, config }: Combination): Promise<void> {
  const declared = await resourcesOf(stack, config);
  // A production stack's deployer may not empty buckets: who destroys it needs what it is without protection, too.
  const unprotected = declared.some(({ protect }) => protect)
    ? await resourcesOf(stack, { ...config, production: false })
    : [];
  const policies = derivedPolicies([...declared, ...unprotected]);
  const cloud = await startCloud({ sdkFrom: PROJECT_DIR });
  let pack: PolicyPack | undefined;
  const policy = async () => (pack ??= await startPack(stack));
  const state = memoryState();
  const as = (actor: Actor, settings: ConfigValues = config) =>
    optionsOf(cloud, { stack, config: settings, actor, state });
  try {
    setUpAccount(cloud, policies);
    expectClean("preview", await runStack({ ...as("previewer"), policy, dryRun: true }));
    expect(await inventory(cloud), "after the preview").to.deep.equal({});
    expectClean("up", await runStack({ ...as("deployer"), policy }), ["create"]);
    expectClean("up again", await runStack({ ...as("deployer"), policy }), ["same"]);
    const changed = { ...config, ...CHANGE };
    expectClean("a change", await runStack({ ...as("deployer", changed), policy }), ["same", "update"]);
    await expectDestroyed(cloud, (settings) => ({ ...as("deployer", { ...changed, ...settings }), policy }));
  } finally {
    await pack?.close();
    await cloud.close();
  }
}

/** Destroys the stack; a protected one refuses, until `production` is switched off. */
async function expectDestroyed(cloud: Cloud, options: (settings: ConfigValues) => RunOptions): Promise<void> {
  cloud.services.kms.settleTags();
  const before = await inventory(cloud);
  const first = await destroyStack(options({}));
  if (first.failure?.message.includes("is protected") === true) {
    expect(await inventory(cloud), "after a destroy that was refused").to.deep.equal(before);
    expectClean("production off", await runStack(options({ production: false })), ["same", "update"]);
    expectClean("destroy", await destroyStack(options({ production: false })), ["delete"]);
  } else expectClean("destroy", first, ["delete"]);
  expect(await inventory(cloud), "what is left").to.deep.equal({});
}

/** A step went through without a mandatory finding, and did only these operations. */
function expectClean(step: string, { failure, policy, changes }: RunResult, operations?: readonly string[]): void {
  expect(failure?.message, step).to.equal(undefined);
  const mandatory = policy?.findings.filter(({ level }) => level === "mandatory").map(({ policy: rule }) => rule);
  expect(mandatory ?? [], step).to.deep.equal([]);
  if (operations !== undefined) expect(Object.keys(changes).sort(), step).to.deep.equal(operations);
}

/** The resources of a stack that the root user of another account brings up. */
async function resourcesOf(stack: string, config: ConfigValues): Promise<RunResult["resources"]> {
  const cloud = await startCloud({ sdkFrom: PROJECT_DIR });
  try {
    prepareAccount(cloud);
    const run = await runStack(optionsOf(cloud, { stack, config, state: memoryState() }));
    expectClean("up as root", run);
    return run.resources;
  } finally {
    await cloud.close();
  }
}

interface Run extends Pick<StackOptions, "state"> {
  readonly stack: string;
  readonly config: ConfigValues;
  /** Whose role. Default: none, the root user. */
  readonly actor?: Actor;
}

function optionsOf(cloud: Cloud, { stack, config, actor, state }: Run): StackOptions {
  const role = actor && roleOf(actor);
  return {
    ...readTarget({ projectDir: PROJECT_DIR, stack, config }),
    providers: () => Promise.resolve({ aws: () => makeAwsProvider(cloud, PROJECT_DIR, role) }),
    ...(state && { state }),
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
