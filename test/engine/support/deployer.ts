import { readFileSync } from "node:fs";
import path from "node:path";
import { declaredIn } from "../../../commands/deployer-policy/declared-resources";
import { deployerDocuments } from "../../../commands/deployer-policy/documents";
import { prepareAccount } from "../../../commands/stack/account";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import type { ResourceState } from "../../../packages/local-pulumi/src/engine/state";
import { PROJECT_DIR } from "./cli";

/** Who runs a command: with the deployer's policy, or with the previewer's. */
export type Actor = "deployer" | "previewer";

/** The policies of both, JSON text. */
export type Policies = Readonly<Record<Actor, string>>;

const actors = ["deployer", "previewer"] as const satisfies readonly Actor[];

/** Name of an actor's role. */
export const roleOf = (actor: Actor): string => `image-pipeline-${actor}`;

/** The policies of a folder. Default: those that the repository holds for its own stacks. */
export function keptPolicies(dir = path.join(PROJECT_DIR, ".github/aws")): Policies {
  const read = (actor: Actor) => readFileSync(path.join(dir, `${actor}-policy.json`), "utf8");
  return { deployer: read("deployer"), previewer: read("previewer") };
}

/** The policies that `npm run deployer-policy` derives from a stack that is up. */
export function derivedPolicies(resources: readonly ResourceState[]): Policies {
  const environment = { partition: "aws", region: "us-east-1", account: "${aws:PrincipalAccount}" };
  const documents = deployerDocuments(declaredIn(resources), environment);
  const textOf = (actor: Actor) => documents[`${actor}-policy.json`] ?? "";
  return { deployer: textOf("deployer"), previewer: textOf("previewer") };
}

/** Sets the account up as it is before the first stack, with a role for each actor. */
export function setUpAccount(cloud: Cloud, policies: Policies): void {
  prepareAccount(cloud);
  for (const actor of actors)
    cloud.services.iam.createRole({ name: roleOf(actor), ...roleSpec(cloud, policies, actor) });
}

/** Gives the roles of an account that is set up other policies in place of theirs. */
export function replacePolicies(cloud: Cloud, policies: Policies): void {
  for (const actor of actors) cloud.services.iam.updateRole(roleOf(actor), roleSpec(cloud, policies, actor));
}

function roleSpec({ accountId }: Cloud, policies: Policies, actor: Actor) {
  const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole" };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  return { assumeRolePolicy, policies: { [actor]: policies[actor] } };
}
