import path from "node:path";
import { declaredIn } from "../../../commands/deployer-policy/declared-resources";
import { deployerDocuments } from "../../../commands/deployer-policy/documents";
import { policiesIn, roleName, type Actor } from "../../../commands/deployer-policy/policy-files";
import { prepareAccount } from "../../../commands/stack/account";
import { deployerRole } from "../../../commands/stack/deployer-role";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import { setUpDeployerRole } from "../../../packages/local-pulumi/src/deployer-role";
import type { ResourceState } from "../../../packages/local-pulumi/src/engine/state";
import { PROJECT_DIR } from "./cli";

/** The managed policies of who deploys and of who previews: JSON text by name. */
export type Policies = Readonly<Record<Actor, Readonly<Record<string, string>>>>;

const actors = ["deployer", "previewer"] as const satisfies readonly Actor[];

/** The policies of a folder. Default: those that the repository holds for its own stacks. */
export function keptPolicies(dir = path.join(PROJECT_DIR, ".github/aws")): Policies {
  const read = (actor: Actor) => deployerRole(PROJECT_DIR, actor, dir).policies;
  return { deployer: read("deployer"), previewer: read("previewer") };
}

/** The policies that `npm run deployer-policy` derives from a stack that is up. */
export function derivedPolicies(resources: readonly ResourceState[]): Policies {
  const environment = { partition: "aws", region: "us-east-1", account: "${aws:PrincipalAccount}" };
  const documents = deployerDocuments(declaredIn(resources), environment);
  return { deployer: policiesIn(documents, "deployer"), previewer: policiesIn(documents, "previewer") };
}

/** Sets the account up as it is before the first stack, with a role for each actor. */
export function setUpAccount(cloud: Cloud, policies: Policies): void {
  prepareAccount(cloud);
  replacePolicies(cloud, policies);
}

/** Gives the roles of the actors these policies in place of theirs. */
export function replacePolicies(cloud: Cloud, policies: Policies): void {
  for (const actor of actors) setUpDeployerRole(cloud, { name: roleName(actor), policies: policies[actor] });
}
