/**
 * Writes `docs/<rule>.md` of every rule from the rule and the cases of its tests, and `docs/fsbp.md`: `npm run docs`.
 * With `--check` it
 * writes nothing, and ends with 1 where a page is missing, outdated or of no rule.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { rules } from "../../src/rules";
import { FSBP_PAGE, fsbpPage } from "./fsbp-page";
import { casesOfRules } from "./rule-cases";
import { rulePage } from "./rule-page";

const DOCS = join(__dirname, "../../docs");
const TESTS = join(__dirname, "../rules");

/** Loads the rules' tests without running them. */
function loadCases(): void {
  const skip = (): void => undefined;
  const group = (_title: string, body: (this: { timeout(): void }) => void): void => body.call({ timeout: skip });
  Object.assign(globalThis, {
    describe: group,
    it: skip,
    before: skip,
    beforeEach: skip,
    after: skip,
    afterEach: skip,
  });
  const load = createRequire(__filename);
  for (const file of readdirSync(TESTS).filter((name) => name.endsWith(".test.ts"))) load(join(TESTS, file));
}

function main(check: boolean): void {
  loadCases();
  const pages = new Map(rules.map((rule) => [`${rule.name}.md`, rulePage(rule, casesOfRules.get(rule.name))]));
  pages.set(FSBP_PAGE, fsbpPage(rules));
  const present = existsSync(DOCS) ? readdirSync(DOCS) : [];
  const outdated = [...pages].filter(
    ([file, text]) => !present.includes(file) || readFileSync(join(DOCS, file), "utf8") !== text,
  );
  const strangers = present.filter((file) => !pages.has(file));
  if (check) {
    for (const file of [...outdated.map(([name]) => name), ...strangers])
      console.error(`docs/${file} is not what npm run docs writes`);
    process.exitCode = outdated.length + strangers.length > 0 ? 1 : 0;
    return;
  }
  mkdirSync(DOCS, { recursive: true });
  for (const [file, text] of outdated) writeFileSync(join(DOCS, file), text);
  for (const file of strangers) rmSync(join(DOCS, file));
  console.log(`${outdated.length} pages written, ${strangers.length} removed, ${pages.size} in all`);
}

main(process.argv.includes("--check"));
