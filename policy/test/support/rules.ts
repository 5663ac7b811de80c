import type { Rule } from "../../src/core/define-rule";
import { rules } from "../../src/rules";

/** The rule of a name. */
export function ruleNamed(name: string): Rule {
  const rule = rules.find((each) => each.name === name);
  if (rule === undefined) throw new Error(`Expected a rule "${name}" in the pack.`);
  return rule;
}
