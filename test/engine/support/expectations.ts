import { expect } from "chai";
import type { CommandResult } from "./pulumi";

/** Shows what the command printed where it failed. */
export function expectSuccess({ code, stdout, stderr }: CommandResult): void {
  expect(code, `${stdout}\n${stderr}`).to.equal(0);
}

/** Rule and resource of every finding. */
export function findingsOf({ findings }: Pick<CommandResult, "findings">): string[] {
  return findings.map(({ policyName, resourceUrn = "" }) => `${policyName} ${nameOf(resourceUrn)}`);
}

/** Rule and resource of every mandatory finding. */
export function mandatory({ findings }: CommandResult): string[] {
  return findingsOf({ findings: findings.filter(({ enforcementLevel }) => enforcementLevel === "mandatory") });
}

/** The logical name in a URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
