import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

import type { Rule } from "../../src/core/define-rule";

const load = createRequire(__filename);
const FOLDER = join(__dirname, "../../src/rules");

/** Names of the rule files, without extension, in alphabetical order. */
export const ruleFiles = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => basename(file, ".ts"))
  .sort();

/** What a rule file exports, by the exported name. */
export function exportsOf(file: string): Record<string, Rule> {
  return load(join(FOLDER, file)) as Record<string, Rule>;
}

const bookkeeping = ["pack-unknown-values", "pack-acknowledgements"];

/** Every rule, in the order of the pack: those that speak of the others last. */
export const allRules: readonly Rule[] = [
  ...ruleFiles.filter((file) => !bookkeeping.includes(file)),
  ...bookkeeping,
].map((file) => Object.values(exportsOf(file))[0]!);

/** The rule of a name. */
export function ruleNamed(name: string): Rule {
  const rule = allRules.find((each) => each.name === name);
  if (rule === undefined) throw new Error(`there is no rule "${name}"`);
  return rule;
}
