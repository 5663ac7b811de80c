import { controlIds } from "../../src/core/controls";
import { commonSettingNames, type Rule } from "../../src/core/define-rule";
import { messageOf } from "../../src/core/message";
import { isInProfile, profiles } from "../../src/core/pack-run";
import type { RuleCases } from "./describe-rule";
import { UNKNOWN, type AnalyzedResource } from "./stack-fixture";

/** Longest example, in lines: a longer one is a stack of its own, which its test shows. */
const MAX_LINES = 60;

/** A rule's page: what it requires and why, what passes and what does not, from the cases of its tests. */
export function rulePage(rule: Rule, cases: RuleCases | undefined): string {
  return `${[
    `# ${rule.name}`,
    rule.description,
    "## Why",
    rule.why,
    facts(rule),
    "## How to comply",
    rule.remediationSteps,
    ...(cases === undefined ? [] : [passes(cases), fails(rule, cases), pending(cases)]),
    settings(rule),
    exceptions(rule, cases),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function facts(rule: Rule): string {
  const on = rule.always ? "all" : profiles.filter((profile) => isInProfile(profile, rule)).join(", ");
  return [
    "| | |",
    "| --- | --- |",
    `| Severity | ${rule.severity} |`,
    `| Level | ${rule.enforcementLevel}${rule.remediates === undefined ? "" : `; \`remediate\` ${rule.remediates}`} |`,
    `| Profiles | ${on} |`,
    `| Meets | ${controlIds(rule.controls).join(", ") || "none"} |`,
    ...partly(rule),
  ].join("\n");
}

function partly({ controls }: Rule): string[] {
  const entries = Object.entries(controls.partly ?? {});
  if (entries.length === 0) return [];
  return [`| Meets in part | ${entries.map(([id, left]) => `${id} (${left})`).join("; ")} |`];
}

function passes({ passes: cases }: RuleCases): string {
  const titles = Object.keys(cases);
  const [first] = Object.values(cases);
  if (first === undefined) return "";
  return ["## Passes", list(titles), example(first.stack)].filter((part) => part !== "").join("\n\n");
}

function fails(rule: Rule, { violates }: RuleCases): string {
  const rows = Object.entries(violates).map(([title, { findings }]) => {
    const found = Object.entries(findings).map(([name, problems]) => `${name} ${[problems].flat().join("; ")}`);
    return `- ${title}: ${found.map((text) => `\`${text}\``).join(", ")}`;
  });
  const [first] = Object.values(violates);
  if (first === undefined) return "";
  const [name = "", problems = []] = Object.entries(first.findings)[0] ?? [];
  const message = messageOf(rule, `${name} ${[problems].flat().join("; ")}`);
  return ["## Fails", rows.join("\n"), example(first.stack), `\`\`\`\n${message}\n\`\`\``]
    .filter((part) => part !== "")
    .join("\n\n");
}

function pending({ pending: cases }: RuleCases): string {
  const titles = Object.keys(cases);
  if (titles.length === 0) return "";
  return `## Unknown in a preview\n\nNeeded, and checked in the update where it is unknown in a preview; a finding of [\`pack-undecided\`](pack-undecided.md) with the setting \`"undecided": "mandatory"\`:\n\n${list(titles)}`;
}

function settings({ configSchema }: Rule): string {
  const own = Object.entries(configSchema.properties).filter(([name]) => !commonSettingNames.includes(name));
  if (own.length === 0) return "";
  const rows = own.map(([name, { description = "", default: value }]) => {
    const stated = JSON.stringify(value);
    return `| \`${name}\` | \`${stated.replaceAll("|", "\\|")}\` | ${description} |`;
  });
  return ["## Settings", ["| setting | default | meaning |", "| --- | --- | --- |", ...rows].join("\n")].join("\n\n");
}

function exceptions(rule: Rule, cases: RuleCases | undefined): string {
  const first = Object.values(cases?.violates ?? {})[0];
  const [resource] = Object.keys(first?.findings ?? {});
  if (resource === undefined) return "";
  const [finding] = first?.ids ?? [];
  const stated = {
    resource,
    ...(finding !== undefined && { finding }),
    reason: "Why it is acceptable.",
    until: "2027-06-30",
  };
  const config = { [rule.name]: { exceptions: [stated] } };
  return `## Exceptions\n\n\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\``;
}

const list = (titles: readonly string[]): string => titles.map((title) => `- ${title}`).join("\n");

function example(stack: readonly AnalyzedResource[]): string {
  const resources = stack.map(({ type, name, properties }) => ({ type, name, properties }));
  const text = JSON.stringify(resources, (_, value: unknown) => (value === UNKNOWN ? "<unknown>" : value), 2);
  return text.split("\n").length > MAX_LINES ? "" : `\`\`\`json\n${text}\n\`\`\``;
}
