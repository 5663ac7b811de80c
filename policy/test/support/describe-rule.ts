import { expect } from "chai";

import type { AnalyzedResource, Finding } from "@image-pipeline/local-pulumi/policy-host";
import type { Rule } from "../../src/core/define-rule";
import { takeAcknowledgementProblems } from "../../src/core/acknowledgement-book";
import { takePendingValues } from "../../src/core/pending-values";
import { evaluate } from "./evaluate";
import { resource } from "./stack-fixture";

/** A stack that a rule is asked about. */
export interface RuleCase {
  readonly stack: readonly AnalyzedResource[];
  /** Settings of the rule. Default: none, so that its own defaults count. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly stackTags?: Readonly<Record<string, string>>;
}

/** A stack that breaks the rule. */
export interface ViolatingCase extends RuleCase {
  /** Name of the resource that the finding is about. */
  readonly about: string;
  /** What its message says. */
  readonly says: RegExp;
}

/** A stack of which a part is not known yet. */
export interface PendingCase extends RuleCase {
  /** Path of the value that the rule waits for. */
  readonly waitsFor: string;
}

export interface RuleCases {
  readonly passes: Readonly<Record<string, RuleCase>>;
  readonly refuses: Readonly<Record<string, ViolatingCase>>;
  /** Empty where the rule asks only whether a value is stated, which an unknown one is. */
  readonly waits: Readonly<Record<string, PendingCase>>;
}

const ask = (rule: Rule, { stack, settings = {}, stackTags = {} }: RuleCase, acknowledge: unknown[] = []): Finding[] =>
  evaluate([rule], stack, { config: { [rule.name]: { ...settings, acknowledge } }, stackTags });

/** The tests that every rule has: its boundary, another type, unknown values, and acknowledgement. */
export function describeRule(rule: Rule, { passes, refuses, waits }: RuleCases): void {
  describe(rule.name, () => {
    beforeEach(() => {
      takePendingValues();
      takeAcknowledgementProblems();
    });

    for (const [title, example] of Object.entries(passes)) {
      it(`passes ${title}`, () => {
        expect(ask(rule, example)).to.deep.equal([]);
        expect(takePendingValues()).to.deep.equal([]);
      });
    }

    for (const [title, example] of Object.entries(refuses)) {
      it(`refuses ${title}, and says what to do`, () => {
        const findings = ask(rule, example);
        expect(findings.map(({ urn }) => urn?.split("::").pop())).to.include(example.about);
        const messages = findings.map(({ message }) => message).join("\n");
        expect(messages).to.match(example.says);
        expect(messages).to.contain(rule.remediationSteps);
      });
    }

    for (const [title, example] of Object.entries(waits)) {
      it(`waits for ${title}, once, and does not stop there`, () => {
        expect(ask(rule, example)).to.deep.equal([]);
        const pending = takePendingValues();
        expect(pending.map(({ path }) => path)).to.deep.equal([example.waitsFor]);
        expect([...pending[0]!.rules]).to.deep.equal([rule.name]);
      });
    }

    it("has nothing to say of another type", () => {
      expect(ask(rule, { stack: [resource("aws:ec2/vpc:Vpc", "net", { tags: {} })] })).to.deep.equal([]);
    });

    const first = Object.values(refuses)[0];
    if (first === undefined) return;
    it("leaves out what is acknowledged with a reason, and that only", () => {
      const { length } = ask(rule, first).filter(({ urn }) => urn?.endsWith(`::${first.about}`));
      const acknowledged = ask(rule, first, [{ resource: first.about, reason: "Looked at." }]);
      expect(length).to.be.greaterThan(0);
      expect(acknowledged.filter(({ urn }) => urn?.endsWith(`::${first.about}`))).to.deep.equal([]);
      expect(takeAcknowledgementProblems()).to.deep.equal([]);
      expect(ask(rule, first, [{ resource: first.about }])).to.have.length.greaterThan(0);
    });
  });
}
