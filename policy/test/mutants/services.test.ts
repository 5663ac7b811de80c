import { expect } from "chai";

import { messageOf } from "../../src/core/message";
import { rules } from "../../src/rules";
import { compliantKinds, compliantStack } from "../support/compliant-stacks";
import { evaluate } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { moreVariants } from "./more-variants";
import type { ServiceCase } from "./service-case";
import { serviceMistakes as mistakes } from "./service-mistakes";
import { serviceVariants } from "./service-variants";

const variants = [...serviceVariants, ...moreVariants];

/** What every rule of the pack says of a stack: resource and problem, by the name of the rule. */
function findingsOf(stack: ServiceCase["stack"]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { policy, message } of evaluate(rules, stack, { config: { "pack-profile": { profile: "strict" } } })) {
    const end = messageOf(ruleNamed(policy), "");
    found[policy] = [...(found[policy] ?? []), message.slice(0, -end.length)];
  }
  return found;
}

const expected = ({ findings }: ServiceCase) =>
  Object.fromEntries(Object.entries(findings).map(([rule, clauses]) => [rule, [clauses].flat()]));

describe("mutants of services", () => {
  it("are enough, and each is another", () => {
    expect(mistakes).to.have.length.of.at.least(190);
    expect(variants).to.have.length.of.at.least(120);
    for (const cases of [mistakes, variants]) {
      const texts = cases.map(({ stack }) => JSON.stringify(stack));
      expect(texts.filter((text, index) => texts.indexOf(text) !== index)).to.deep.equal([]);
    }
  });

  for (const kind of compliantKinds) {
    it(`have a stack of "${kind}" without findings to begin with`, () => {
      expect(findingsOf(compliantStack(kind))).to.deep.equal({});
    });
  }
  for (const mutant of mistakes) {
    it(`${Object.keys(mutant.findings).join(", ")}: ${mutant.title}`, () => {
      expect(findingsOf(mutant.stack)).to.deep.equal(expected(mutant));
    });
  }
  for (const variant of variants) {
    it(`harmless: ${variant.title}`, () => expect(findingsOf(variant.stack)).to.deep.equal({}));
  }
});
