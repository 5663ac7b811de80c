import { expect } from "chai";

import { controlIds } from "../../src/core/controls";
import { fsbpControls } from "../../src/core/fsbp-controls";
import { rules } from "../../src/rules";
import { coverageOf } from "../support/fsbp-page";
import { evaluate } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { controlCases, wholeCases } from "./cases";
import type { ControlCase } from "./control-case";
import { partialCases } from "./partial-cases";

const shownBy = (cases: readonly ControlCase[]) =>
  cases.flatMap(({ rule, ids }) => ids.map((id) => `${rule} ${id}`)).sort();

describe("the controls that rules meet", () => {
  it("have a case each that the control fails and passes, and the cases claim nothing else", () => {
    const claimed = rules.flatMap(({ name, controls }) => controlIds(controls).map((id) => `${name} ${id}`));
    expect(shownBy(wholeCases)).to.deep.equal(claimed.sort());
  });

  it("in part have a case each of that part, and the cases claim nothing else", () => {
    const claimed = rules.flatMap(({ name, controls }) =>
      Object.keys(controls.partly ?? {}).map((id) => `${name} ${id}`),
    );
    expect(shownBy(partialCases)).to.deep.equal(claimed.sort());
  });

  it("of AWS Foundational Security Best Practices each have a status, and one only", () => {
    for (const control of fsbpControls) {
      const coverage = coverageOf(control, rules);
      expect(coverage, control.id).to.not.equal(undefined);
      const reasons = [control.outOfSight, control.notCovered].filter((reason) => reason !== undefined);
      const hasRules = coverage?.status === "met" || coverage?.status === "partly";
      expect(reasons, control.id).to.have.length(hasRules ? 0 : 1);
    }
  });

  it("are not met and met in part by one rule", () => {
    for (const { name, controls } of rules) {
      const partly = Object.keys(controls.partly ?? {});
      expect(
        controlIds(controls).filter((id) => partly.includes(id)),
        name,
      ).to.deep.equal([]);
    }
  });

  for (const { rule, ids, fails, passes } of controlCases) {
    it(`${ids.join(", ")}: ${rule} finds what fails, and nothing in what passes`, () => {
      const findings = (stack: typeof fails) => evaluate([ruleNamed(rule)], stack);
      expect(findings(fails)).to.have.length.greaterThan(0);
      expect(findings(passes)).to.deep.equal([]);
    });
  }
});
