import type { Rule } from "../../src/core/define-rule";
import { PackRun } from "../../src/core/pack-run";
import { StackView } from "../../src/core/stack-view";
import {
  evaluatePolicies,
  type EvaluatedResource,
  type EvaluationOptions as PolicyOptions,
  type Finding,
} from "../../src/testing/evaluate";
import { stackView } from "../../src/testing/runtime";

export type { Finding };

/** Settings of an evaluation. */
export interface EvaluationOptions extends PolicyOptions {
  /** Default: a new one with every rule on. */
  readonly run?: PackRun;
}

/** Evaluates some rules of the pack. */
export function evaluate(
  rules: readonly Rule[],
  resources: readonly EvaluatedResource[],
  { run = new PackRun("strict"), ...options }: EvaluationOptions = {},
): Finding[] {
  for (const { urn, properties } of resources) {
    const stated = options.inputs?.get(urn) ?? properties;
    run.secretMarks.note(urn, stated);
    run.defaultedInputs.note(urn, stated);
  }
  return evaluatePolicies(
    rules.map((rule) => rule.serve(run)),
    resources,
    options,
  );
}

/** The stack as a rule reads it. */
export function stackViewOf(resources: readonly EvaluatedResource[]): StackView {
  return new StackView(stackView(resources.map((each) => ({ ...each, options: each.options ?? {} }))));
}
