import { controlIds } from "../core/controls";
import { commonSettingNames, type Rule } from "../core/define-rule";
import { pageOf } from "../core/message";

/** The lines before and after the table in README. */
const markers = { start: "<!-- rules: npm run readme -->", end: "<!-- /rules -->" };

/** The rules as a Markdown table, in alphabetical order. */
function ruleTable(rules: readonly Rule[]): string {
  const alphabetical = [...rules].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = alphabetical.map((rule) =>
    [
      `[\`${rule.name}\`](${pageOf(rule)})`,
      rule.description,
      rule.enforcementLevel + (rule.remediates !== undefined ? ", can remediate" : ""),
      rule.severity,
      controlIds(rule.controls).join(", "),
      settingsOf(rule),
    ].join(" | "),
  );
  const head = [
    "Rule | Requirement | Level | Severity | Meets | Settings (default)",
    "--- | --- | --- | --- | --- | ---",
  ];
  return [...head, ...rows].map((row) => `| ${row} |`).join("\n");
}

/** README with its table replaced. Throws where a marker is missing. */
export function withRuleTable(readme: string, rules: readonly Rule[]): string {
  const [start, end] = [readme.indexOf(markers.start), readme.indexOf(markers.end)];
  if (start < 0 || end < start)
    throw new Error(`Expected the lines ${markers.start} and ${markers.end} in README; add them.`);
  return `${readme.slice(0, start)}${markers.start}\n\n${ruleTable(rules)}\n\n${readme.slice(end)}`;
}

function settingsOf({ configSchema }: Rule): string {
  return Object.entries(configSchema.properties)
    .filter(([name]) => !commonSettingNames.includes(name))
    .map(([name, schema]) => `\`${name}\` (${defaultOf(schema.default)})`)
    .join(", ");
}

/** A list of more than four items is shown by its length; its rule's file has the items. */
function defaultOf(value: unknown): string {
  if (Array.isArray(value) && value.length > 4) return `${value.length} entries`;
  return `\`${JSON.stringify(value)}\``;
}
