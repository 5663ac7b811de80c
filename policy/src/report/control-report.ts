import { controlIds } from "../core/controls";
import type { Rule } from "../core/define-rule";
import { pageOf } from "../core/message";
import type { ReportedFinding, RuleResult } from "./engine-events";

type Status = "failed" | "passed" | "not evaluated";

interface RuleStatus {
  readonly rule: string;
  readonly severity: Rule["severity"];
  readonly status: Status;
  readonly page: string;
  readonly findings: readonly ReportedFinding[];
}

interface ControlStatus {
  /** `S3.8`, `CIS 2.1.4`, `CKV_AWS_53`. */
  readonly control: string;
  readonly status: Status;
  readonly rules: readonly string[];
}

/** A run by rule, and by the controls that the rules meet. */
export interface ControlReport {
  readonly pack: string;
  readonly version: string;
  readonly rules: readonly RuleStatus[];
  readonly controls: readonly ControlStatus[];
}

/** A control has failed where one of its rules has, and has passed where none has and one had something to check. */
export function controlReport(
  rules: readonly Rule[],
  { passed, findings }: RuleResult,
  pack: Pick<ControlReport, "pack" | "version">,
): ControlReport {
  const statuses = rules.map((rule): RuleStatus => {
    const found = findings.filter(({ rule: name }) => name === rule.name);
    const status = found.length > 0 ? "failed" : passed.has(rule.name) ? "passed" : "not evaluated";
    return { rule: rule.name, severity: rule.severity, status, page: pageOf(rule), findings: found };
  });
  const byControl = new Map<string, RuleStatus[]>();
  rules.forEach((rule, at) => {
    for (const id of controlIds(rule.controls)) {
      const status = statuses[at];
      if (status !== undefined) byControl.set(id, [...(byControl.get(id) ?? []), status]);
    }
  });
  const controls = [...byControl]
    .map(([control, of]) => ({ control, status: worst(of), rules: of.map(({ rule }) => rule) }))
    .sort((a, b) => a.control.localeCompare(b.control, "en", { numeric: true }));
  return { ...pack, rules: statuses, controls };
}

function worst(rules: readonly RuleStatus[]): Status {
  const has = (status: Status) => rules.some((rule) => rule.status === status);
  return has("failed") ? "failed" : has("passed") ? "passed" : "not evaluated";
}

/** The report as Markdown: what has failed, then the controls. */
export function asMarkdown({ pack, version, rules, controls }: ControlReport): string {
  const failed = rules.filter(({ status }) => status === "failed");
  const count = (status: Status) => controls.filter((each) => each.status === status).length;
  const findings = failed.flatMap(({ rule, severity, findings: found }) =>
    found.map(({ level, urn, message }) => {
      const about = urn === undefined ? "the stack" : `\`${urn.split("::").slice(2).join(" ")}\``;
      return `| ${level} | ${severity} | ${rule} | ${about} | ${(message.split("\n")[0] ?? "").replaceAll("|", "\\|")} |`;
    }),
  );
  return [
    `## ${pack} ${version}`,
    `${count("passed")} controls passed, ${count("failed")} failed, ${count("not evaluated")} had nothing to check or were off.`,
    ...(findings.length === 0
      ? []
      : [
          ["| level | severity | rule | resource | finding |", "| --- | --- | --- | --- | --- |", ...findings].join(
            "\n",
          ),
        ]),
    [
      "| control | status | rules |",
      "| --- | --- | --- |",
      ...controls.map(({ control, status, rules: of }) => `| ${control} | ${status} | ${of.join(", ")} |`),
    ].join("\n"),
  ].join("\n\n");
}
