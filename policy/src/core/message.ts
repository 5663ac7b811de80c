import type { Severity } from "@pulumi/policy";

import { controlIds, type Controls } from "./controls";

/** What a finding's message says of its rule. */
export interface Described {
  readonly name: string;
  readonly severity: Severity;
  readonly controls: Controls;
  readonly remediationSteps: string;
}

/** Page of a rule, in the pack's folder. */
export const pageOf = ({ name }: Pick<Described, "name">): string => `docs/${name}.md`;

/** The message of a finding: the problem and how to fix it; then severity, broken controls, and the rule's page. */
export function messageOf(rule: Described, problem: string): string {
  const controls = controlIds(rule.controls);
  const breaks = controls.length > 0 ? `; ${controls.join(", ")}` : "";
  return `${problem}. ${rule.remediationSteps}\n(${rule.severity}${breaks}; ${pageOf(rule)} of the pack)`;
}
