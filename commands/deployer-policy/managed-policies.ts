import { CliError } from "../command-line/errors";
import type { PolicyDocument, PolicyStatement } from "./derive";

/** Characters of a managed policy, white space not counted. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MAX_POLICY_CHARS = 6144;

/** Managed policies of a role: the quota of a new account. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MAX_POLICIES = 10;

const documentOf = (Statement: readonly PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

const charactersOf = (statements: readonly PolicyStatement[]): number =>
  JSON.stringify(documentOf(statements)).replaceAll(/\s/g, "").length;

/**
 * Distributes statements over as few managed policies as hold them in the order of their services; what a service has
 * is in one policy, if it fits. Statements of several services are in the first one.
 *
 * @returns one policy at least
 * @throws CliError POLICY_TOO_LARGE for a statement that no policy holds, or for more policies than a role may have
 */
export function managedPolicies(statements: readonly PolicyStatement[]): PolicyDocument[] {
  const policies: PolicyStatement[][] = [[]];
  for (const group of byService(statements)) {
    const parts = charactersOf(group) > MAX_POLICY_CHARS ? group.map((statement) => [statement]) : [group];
    for (const part of parts) {
      const last = policies.at(-1) ?? [];
      if (charactersOf([...last, ...part]) <= MAX_POLICY_CHARS) last.push(...part);
      else policies.push([...part]);
    }
  }
  const tooLong = policies.find((policy) => charactersOf(policy) > MAX_POLICY_CHARS);
  if (tooLong !== undefined) {
    throw new CliError(
      "POLICY_TOO_LARGE",
      `expected statements of at most ${MAX_POLICY_CHARS} characters, what a managed policy holds; got ` +
        `${charactersOf(tooLong)} in ${tooLong.map(({ Sid }) => Sid).join(", ")}: derive the policies of fewer stacks at once`,
    );
  }
  if (policies.length > MAX_POLICIES) {
    throw new CliError(
      "POLICY_TOO_LARGE",
      `expected at most ${MAX_POLICIES} managed policies, what a role may have; got ${policies.length}: ` +
        "derive the policies of fewer stacks at once, for roles of their own",
    );
  }
  return policies.map(documentOf);
}

/** The statements by the service of their actions, services in alphabetical order. */
function byService(statements: readonly PolicyStatement[]): PolicyStatement[][] {
  const groups = new Map<string, PolicyStatement[]>();
  for (const statement of statements) {
    const service = serviceOf(statement);
    groups.set(service, [...(groups.get(service) ?? []), statement]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** `s3`; "" for a statement whose actions are of several services. */
function serviceOf({ Action }: PolicyStatement): string {
  const [service = "", ...others] = new Set(Action.map((action) => action.slice(0, action.indexOf(":"))));
  return others.length === 0 ? service : "";
}
