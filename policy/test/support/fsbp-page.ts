import { fsbpControls, type FsbpControl } from "../../src/core/fsbp-controls";
import type { Rule } from "../../src/core/define-rule";

/** Name of the page in `docs`. */
export const FSBP_PAGE = "fsbp.md";

/** How far rules meet a control. */
interface Coverage {
  readonly status: "met" | "partly" | "out of sight" | "not covered";
  /** The rules, or why there is none. */
  readonly by: string;
}

/** How far the pack meets a control; undefined where nothing says so. */
export function coverageOf({ id, outOfSight, notCovered }: FsbpControl, rules: readonly Rule[]): Coverage | undefined {
  const link = ({ name }: Rule) => `[\`${name}\`](${name}.md)`;
  const meeting = rules.filter(({ controls }) => controls.securityHub?.includes(id));
  if (meeting.length > 0) return { status: "met", by: meeting.map(link).join(", ") };
  const partial = rules.flatMap((rule) => {
    const left = rule.controls.partly?.[id];
    return left === undefined ? [] : [`${link(rule)}: ${left}`];
  });
  if (partial.length > 0) return { status: "partly", by: partial.join("; ") };
  if (outOfSight !== undefined) return { status: "out of sight", by: outOfSight };
  return notCovered === undefined ? undefined : { status: "not covered", by: notCovered };
}

/** The table of AWS Foundational Security Best Practices. */
export function fsbpPage(rules: readonly Rule[]): string {
  const rows = fsbpControls.map((control) => {
    const { status, by } = coverageOf(control, rules) ?? { status: "not covered", by: "" };
    return { status, row: `| ${control.id} | ${control.title} | ${status} | ${by} |` };
  });
  const count = (status: Coverage["status"]) => rows.filter((row) => row.status === status).length;
  return `# AWS Foundational Security Best Practices

The controls of the standard (v1.0.0) for the services of a serverless stack, as the
[Security Hub user guide](https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html) lists them: ${String(count("met"))} are
met, ${String(count("partly"))} are met in part, ${String(count("out of sight"))} are out of sight of an infrastructure program, ${String(count("not covered"))} have no rule.
A control is met where a rule has a finding in every program that the control fails; \`test/controls\` has such a program, and one that
the control passes, for each. The profile \`fsbp\` has the rules of this table.

| Control | Requires that | Status | Rules, or the reason |
| --- | --- | --- | --- |
${rows.map(({ row }) => row).join("\n")}
`;
}
