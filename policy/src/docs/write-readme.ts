import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Rule } from "../core/define-rule";
import { withRuleTable } from "./rule-table";

/** Writes the table of rules into the pack's README, from the rules as they stand. */
async function main(): Promise<void> {
  const folder = join(__dirname, "../rules");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const rules = await Promise.all(
    files.sort().map(async (file) => Object.values((await import(join(folder, file))) as Record<string, Rule>)[0]),
  );
  const readme = join(__dirname, "../../README.md");
  const known = rules.filter((rule): rule is Rule => rule !== undefined);
  writeFileSync(readme, withRuleTable(readFileSync(readme, "utf8"), known));
}

void main();
