import { readFileSync } from "node:fs";

import type { RunningStack } from "@image-pipeline/local-pulumi";
import type { ExceptionView, PoliciesView } from "../../console/contract";
import { policyBeside } from "../stack/bring-up";

/** An exception in `policy-config.json`. */
interface Exception {
  readonly resource: string;
  readonly reason?: string;
  readonly until?: string;
}

/** What the policy pack says of the stack, and which of its findings are accepted. */
export function policiesView({ run, pack, project }: Pick<RunningStack, "run" | "pack" | "project">): PoliciesView {
  if (run.policy === undefined || pack === undefined) return { rules: 0, resources: 0, findings: [], exceptions: [] };
  const { findings, resources } = run.policy;
  return {
    pack: `${pack.name} ${pack.version}`,
    rules: pack.rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled").length,
    resources,
    findings: findings.map(({ policy, level, severity, urn, message }) => ({
      ...{ rule: policy, level, message },
      ...(severity && { severity }),
      ...(urn !== undefined && { resource: resourceOf(urn) }),
    })),
    exceptions: exceptionsOf(
      project.dir,
      run.resources.map(({ urn }) => urn),
    ),
  };
}

/** The exceptions of the configuration that name a resource of the stack. */
function exceptionsOf(projectDir: string, urns: readonly string[]): ExceptionView[] {
  const { policyConfig } = policyBeside(projectDir);
  if (policyConfig === undefined) return [];
  const rules = JSON.parse(readFileSync(policyConfig, "utf8")) as Record<string, { exceptions?: readonly Exception[] }>;
  return Object.entries(rules).flatMap(([rule, { exceptions = [] }]) =>
    exceptions.flatMap(({ resource, reason = "", until }) => {
      const isNamed = wildcard(resource);
      const matches = urns.filter((urn) => isNamed(urn) || isNamed(nameOf(urn))).map(nameOf);
      return matches.length === 0 ? [] : [{ rule, resource, reason, ...(until !== undefined && { until }), matches }];
    }),
  );
}

/** `*` stands for any characters, `?` for one. */
function wildcard(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  const regex = new RegExp(`^${source}$`);
  return (text) => regex.test(text);
}

const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

/** `aws:s3/bucket:Bucket images-source-bucket`. */
function resourceOf(urn: string): string {
  const type = urn.split("::")[2] ?? "";
  return `${type.slice(type.lastIndexOf("$") + 1)} ${nameOf(urn)}`;
}
