import { expect } from "chai";

import type { Rule } from "../../src/core/define-rule";
import { messageOf } from "../../src/core/message";
import { PackRun } from "../../src/core/pack-run";
import { evaluate, type Finding } from "./evaluate";
import { partlyUnknown } from "./partly-unknown";
import { casesOfRules } from "./rule-cases";
import { renamed, resource, type AnalyzedResource } from "./stack-fixture";

/** A stack that a rule is evaluated on. */
interface RuleCase {
  readonly stack: readonly AnalyzedResource[];
  /** Settings of the rule. Default: none, so that its own defaults count. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly stackTags?: Readonly<Record<string, string>>;
}

/** A stack that breaks the rule. */
interface ViolatingCase extends RuleCase {
  /**
   * Every finding: by the name of the resource, the clauses that follow this name in the message, in order. `<name>`
   * stands for the name of another resource of the stack.
   */
  readonly findings: Readonly<Record<string, string | readonly string[]>>;
  /** Ids of the findings about the first resource, where an exception has to name them. */
  readonly ids?: readonly string[];
  /**
   * Resources that comply, put beside those that do not. Default: the first passing case with a resource of the same
   * type and with the same settings, or with none; under other names.
   */
  readonly compliant?: readonly AnalyzedResource[];
}

/** A stack with an unknown value. */
interface PendingCase extends RuleCase {
  /** Path of the value that the rule needs. */
  readonly unknownPath: string;
}

export interface RuleCases {
  readonly passes: Readonly<Record<string, RuleCase>>;
  readonly violates: Readonly<Record<string, ViolatingCase>>;
  /** Empty where the rule only checks whether a value is set, which an unknown one is. */
  readonly pending: Readonly<Record<string, PendingCase>>;
}

interface Evaluation {
  readonly exceptions?: readonly unknown[];
  readonly run?: PackRun;
}

/** Title of a case that passes only because another rule reports it: where a part is unknown, both may. */
const reportedElsewhere = /which (an)?other rules? reports?/;

const evaluateCase = (
  rule: Rule,
  { stack, settings = {}, stackTags = {} }: RuleCase,
  { exceptions = [], run = new PackRun("strict") }: Evaluation = {},
): Finding[] =>
  inOrder(evaluate([rule], stack, { config: { [rule.name]: { ...settings, exceptions } }, stackTags, run }));

/**
 * The tests that every rule has: its boundary, exact findings beside what complies, another type, unknown values, and
 * exceptions.
 */
export function describeRule(rule: Rule, cases: RuleCases): void {
  const { passes, violates, pending } = cases;
  casesOfRules.set(rule.name, cases);
  describe(rule.name, () => {
    let run: PackRun;
    beforeEach(() => {
      run = new PackRun("strict");
    });

    for (const [title, example] of Object.entries(passes)) {
      it(`passes ${title}`, () => {
        expect(evaluateCase(rule, example, { run })).to.deep.equal([]);
        expect(run.pending.take()).to.deep.equal([]);
      });
    }

    const unknown = Object.entries(passes).flatMap(([title, example]) =>
      reportedElsewhere.test(title)
        ? []
        : partlyUnknown(example.stack).map(({ part, stack }) => ({ ...example, part, stack })),
    );
    if (unknown.length > 0) {
      it("reports nothing that passes where a part of its documents is unknown", () => {
        const found = unknown.flatMap((each) =>
          evaluateCase(rule, each).map(({ message }) => `${each.part} unknown: ${message}`),
        );
        expect(found).to.deep.equal([]);
      });
    }

    for (const [title, example] of Object.entries(violates)) {
      it(`reports ${title}, and nothing else`, () => {
        const expected = expectedFindings(rule, example);
        const compliant = compliantSibling(example, passes);
        expect(evaluateCase(rule, example)).to.deep.equal(expected);
        for (const stack of [
          [...compliant, ...example.stack],
          [...example.stack, ...compliant],
        ]) {
          expect(evaluateCase(rule, { ...example, stack }), "beside compliant resources").to.deep.equal(expected);
        }
      });
    }

    for (const [title, example] of Object.entries(pending)) {
      it(`notes ${title} as pending, once, and reports what is known`, () => {
        expect(evaluateCase(rule, example, { run })).to.deep.equal([]);
        const [noted, ...others] = run.pending.take();
        expect([noted, ...others].map((each) => each?.path)).to.deep.equal([example.unknownPath]);
        expect([...(noted?.rules ?? [])]).to.deep.equal([rule.name]);

        const violating = Object.values(violates).find((each) => hasSettingsOf(each, example));
        if (violating === undefined) throw new Error("Expected a violating case with the settings of the pending one.");
        const stack = [...example.stack, ...renamed(violating.stack, "other-")];
        const findings = evaluateCase(rule, { ...violating, stack }, { run });
        expect(findings).to.deep.equal(expectedFindings(rule, violating, "other-"));
        expect(run.pending.take()).to.deep.include(noted);
      });
    }

    it("reports nothing about another type", () => {
      expect(evaluateCase(rule, { stack: [resource("aws:ec2/vpc:Vpc", "net", { tags: {} })] })).to.deep.equal([]);
    });

    const first = Object.values(violates)[0];
    if (first === undefined) return;
    it("omits the findings that have an exception with a reason, and no others", () => {
      const expected = expectedFindings(rule, first);
      const [excepted = ""] = Object.keys(first.findings);
      const both = { ...first, stack: [...first.stack, ...renamed(first.stack, "other-")] };
      const remaining = [
        ...expectedFindings(rule, first, "other-"),
        ...expected.filter(({ urn }) => urn?.endsWith(`::${excepted}`) !== true),
      ];
      const stated = { resource: excepted, reason: "Looked at." };
      const exceptions = first.ids === undefined ? [stated] : first.ids.map((finding) => ({ ...stated, finding }));
      expect(evaluateCase(rule, both, { exceptions, run })).to.deep.equal(inOrder(remaining));
      expect(run.takeExceptionProblems()).to.deep.equal([]);
      expect(evaluateCase(rule, first, { exceptions: [{ resource: excepted }] })).to.deep.equal(expected);
      if (first.ids !== undefined)
        expect(evaluateCase(rule, first, { exceptions: [stated] }), "without its id").to.deep.equal(expected);
    });
  });
}

/** The findings of a case as the pack reports them; with a prefix, as it does once the stack is `renamed`. */
function expectedFindings(rule: Rule, { stack, findings }: ViolatingCase, prefix = ""): Finding[] {
  const resources = renamed(stack, prefix);
  return inOrder(
    Object.entries(findings).map(([name, problems]) => ({
      policy: rule.name,
      level: rule.enforcementLevel,
      message: messageOf(
        rule,
        `${prefix}${name} ${[problems]
          .flat()
          .join("; ")
          .replace(/<([^>]+)>/g, `${prefix}$1`)}`,
      ),
      urn: one(resources, `${prefix}${name}`).urn,
    })),
  );
}

function one(stack: readonly AnalyzedResource[], name: string): AnalyzedResource {
  const [found, ...others] = stack.filter((each) => each.name === name);
  if (found === undefined || others.length > 0) throw new Error(`Expected one resource "${name}" in the fixture.`);
  return found;
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const key = ({ urn = "", message }: Finding) => `${urn} ${message}`;
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** See `ViolatingCase.compliant`. */
function compliantSibling(example: ViolatingCase, passes: RuleCases["passes"]): AnalyzedResource[] {
  if (example.compliant !== undefined) return renamed(example.compliant, "compliant-");
  const types = new Set(Object.keys(example.findings).map((name) => one(example.stack, name).type));
  const stacks = [...types].map((type) => {
    const candidates = Object.values(passes).filter(({ stack }) => stack.some((each) => each.type === type));
    const chosen =
      candidates.find((each) => hasSettingsOf(each, example)) ??
      candidates.find(({ settings, stackTags }) => settings === undefined && stackTags === undefined);
    if (chosen === undefined) throw new Error(`Expected a passing case with a ${type}, or "compliant".`);
    return chosen.stack;
  });
  return [...new Set(stacks)].flatMap((stack, index) => renamed(stack, `compliant${index}-`));
}

function hasSettingsOf(a: RuleCase, b: RuleCase): boolean {
  const key = ({ settings = {}, stackTags = {} }: RuleCase) => JSON.stringify([settings, stackTags]);
  return key(a) === key(b);
}
