import type { Rule } from "../core/define-rule";

/** Lines between which the table stands in README. */
const markers = { start: "<!-- rules: npm run readme -w policy -->", end: "<!-- /rules -->" };

/** The rules as a Markdown table: what they demand, which level, whom else they satisfy, and what can be set. */
export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map((rule) =>
    [
      `\`${rule.name}\``,
      rule.description,
      rule.enforcementLevel + (rule.remediates ? ", can remediate" : ""),
      rule.severity,
      rule.tags.join(", "),
      settingsOf(rule),
    ].join(" | "),
  );
  const head = ["Rule | Demand | Level | Severity | Meets | Settings (default)", "--- | --- | --- | --- | --- | ---"];
  return [...head, ...rows].map((row) => `| ${row} |`).join("\n");
}

/** README with its table replaced. Throws where the two marking lines are missing. */
export function withRuleTable(readme: string, rules: readonly Rule[]): string {
  const [start, end] = [readme.indexOf(markers.start), readme.indexOf(markers.end)];
  if (start < 0 || end < start) throw new Error(`expected the lines ${markers.start} and ${markers.end} in README`);
  return `${readme.slice(0, start)}${markers.start}\n\n${ruleTable(rules)}\n\n${readme.slice(end)}`;
}

function settingsOf({ configSchema }: Rule): string {
  return Object.entries(configSchema?.properties ?? {})
    .filter(([name]) => name !== "acknowledge")
    .map(([name, schema]) => `\`${name}\` (${defaultOf(schema.default)})`)
    .join(", ");
}

/** Long lists stand in the rule's file, where each item can be looked at. */
function defaultOf(value: unknown): string {
  if (Array.isArray(value) && value.length > 4) return `${value.length} entries`;
  return `\`${JSON.stringify(value)}\``;
}
