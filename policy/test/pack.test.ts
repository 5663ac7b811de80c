import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { expect } from "chai";

import { taggable } from "../src/core/taggable";
import { types } from "../src/core/tokens";
import { withRuleTable } from "../src/docs/rule-table";
import { allRules, exportsOf, ruleFiles } from "./support/rules";

const PACK_DIR = join(__dirname, "..");

describe("the policy pack's parts", () => {
  for (const file of ruleFiles) {
    it(`${file} exports one rule of its name`, () => {
      const exported = Object.entries(exportsOf(file));
      expect(exported).to.have.length(1);
      const [[name, rule]] = exported as [(typeof exported)[0]];
      expect(rule.name).to.equal(file);
      expect(name).to.equal(file.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
    });
  }

  for (const rule of allRules) {
    it(`${rule.name} says what it demands, how bad a violation is and what to do`, () => {
      expect(rule.description).to.match(/^[A-Z].*\.$/);
      expect(rule.remediationSteps).to.match(/^[A-Z].*\.$/);
      expect(rule.severity).to.be.oneOf(["low", "medium", "high", "critical"]);
      expect(rule.enforcementLevel).to.be.oneOf(["mandatory", "advisory"]);
      const settings = Object.values(rule.configSchema?.properties ?? {});
      expect(settings.filter((setting) => setting.default === undefined)).to.deep.equal([]);
      expect(settings.filter((setting) => !setting.description)).to.deep.equal([]);
      expect(rule.configSchema?.properties).to.have.property("acknowledge");
    });
  }

  it("are all in README's table, as they stand", () => {
    const readme = readFileSync(join(PACK_DIR, "README.md"), "utf8");
    const alphabetical = [...allRules].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(withRuleTable(readme, alphabetical), "run: npm run readme -w policy").to.equal(readme);
  });

  it("know resource types by the tokens of @pulumi/aws", () => {
    const root = join(createRequire(__filename).resolve("@pulumi/aws/package.json"), "..");
    for (const token of [...Object.values(types).flat(), ...taggable]) {
      const [, module = ""] = token.split(":");
      const source = readFileSync(join(root, `${module}.js`), "utf8");
      expect(source, token).to.contain(`__pulumiType = '${token}'`);
    }
  });

  it("are served by one pack, made in index.ts alone", () => {
    const index = readFileSync(join(PACK_DIR, "src/index.ts"), "utf8");
    expect(index.match(/new PolicyPack\(/g)).to.have.length(1);
  });
});
