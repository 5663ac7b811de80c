import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

import { expect } from "chai";

import type { Rule } from "../src/core/define-rule";
import { taggableTypes, types } from "../src/core/resource-types";
import { withRuleTable } from "../src/docs/rule-table";
import { rules } from "../src/rules";

const PACK_DIR = join(__dirname, "..");
const RULES_DIR = join(PACK_DIR, "src/rules");
const WRITE_PAGES = join(PACK_DIR, "test/support/write-rule-pages.ts");
const load = createRequire(__filename);
const ruleFiles = readdirSync(RULES_DIR, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path: join(RULES_DIR, path), file: basename(path, ".ts") }));

describe("the policy pack's parts", () => {
  for (const { path, file } of ruleFiles) {
    it(`${file} exports one rule of its name, which the pack serves`, () => {
      const exported = Object.entries(load(path) as Record<string, Rule>);
      expect(exported.map(([name]) => name)).to.deep.equal([
        file.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      ]);
      expect(exported.map(([, rule]) => rule.name)).to.deep.equal([file]);
      expect(rules.filter(({ name }) => name === file)).to.deep.equal(exported.map(([, rule]) => rule));
    });
  }

  it("are as many rules as files, with the profile first and those that report on the others last", () => {
    expect(rules).to.have.length(ruleFiles.length);
    const names = rules.map(({ name }) => name);
    expect(names[0]).to.equal("pack-profile");
    expect(names.slice(-4)).to.deep.equal([
      "pack-undecided",
      "pack-unknown-values",
      "pack-exceptions",
      "pack-settings",
    ]);
  });

  for (const rule of rules) {
    it(`${rule.name} states its requirement, severity, level, remediation and settings`, () => {
      expect(rule.description).to.match(/^[A-Z].*\.$/);
      expect(rule.remediationSteps).to.match(/^[A-Z].*\.$/);
      expect(rule.severity).to.be.oneOf(["low", "medium", "high", "critical"]);
      expect(rule.enforcementLevel).to.be.oneOf(["mandatory", "advisory"]);
      const settings = Object.values(rule.configSchema.properties);
      expect(settings.filter((setting) => setting.default === undefined)).to.deep.equal([]);
      expect(settings.filter((setting) => !setting.description)).to.deep.equal([]);
      expect(rule.configSchema.properties).to.have.property("exceptions");
    });
  }

  it("have a row each in README's table", () => {
    const readme = readFileSync(join(PACK_DIR, "README.md"), "utf8");
    expect(withRuleTable(readme, rules), "run npm run readme in the pack's folder").to.equal(readme);
  });

  it("have a page each that says what their tests hold", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", WRITE_PAGES, "--check"], {
      encoding: "utf8",
    });
    expect({ status, stderr }, "run npm run docs in the pack's folder").to.deep.equal({ status: 0, stderr: "" });
  });

  it("need the two markers in README", () => {
    expect(() => withRuleTable("# Pack", rules)).to.throw("Expected the lines <!-- rules: npm run readme -->");
    expect(() => withRuleTable("<!-- /rules --> <!-- rules: npm run readme -->", rules)).to.throw("Expected the lines");
  });

  it("use the type tokens of @pulumi/aws", () => {
    const root = join(load.resolve("@pulumi/aws/package.json"), "..");
    for (const token of [...Object.values(types).flat(), ...taggableTypes]) {
      const [, module = ""] = token.split(":");
      expect(readFileSync(join(root, `${module}.js`), "utf8"), token).to.contain(`__pulumiType = '${token}'`);
    }
  });
});
