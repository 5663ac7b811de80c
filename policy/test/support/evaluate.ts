import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import type { Rule } from "../../src/core/define-rule";
import { PackRun } from "../../src/core/pack-run";
import { unknownCheckingProxy } from "../../src/core/plain-value";
import { StackView } from "../../src/core/stack-view";
import type { AnalyzedResource } from "./stack-fixture";

type EvaluatedResource = Omit<AnalyzedResource, "options"> & Partial<Pick<AnalyzedResource, "options">>;

/** A violation, or a note, that a rule reported. */
export interface Finding {
  /** Name of the rule. */
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
  /** The resource it is about; absent where it is about the whole stack. */
  readonly urn?: string;
}

/** Settings of a run. */
export interface EvaluationOptions {
  /** Settings by rule, as in `policy-config.json`; levels have no effect. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stackTags?: Readonly<Record<string, string>>;
  /** Inputs by URN, where they differ from the outputs in `resources`. */
  readonly inputs?: ReadonlyMap<string, Record<string, unknown>>;
  /** Default: a new one with every rule on. */
  readonly run?: PackRun;
}

/**
 * Evaluates rules as the SDK's server does: first on each resource's inputs, then on the stack's outputs, all behind
 * the proxy that throws at unknown values.
 */
export function evaluate(
  rules: readonly Rule[],
  resources: readonly EvaluatedResource[],
  { config = {}, stackTags = {}, inputs = new Map(), run = new PackRun("strict") }: EvaluationOptions = {},
): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: Rule, about?: string) => (message: string, urn?: string) => {
    const target = about ?? urn;
    findings.push({
      policy: rule.name,
      level: rule.enforcementLevel,
      message,
      ...(target === undefined ? {} : { urn: target }),
    });
  };
  const common = (rule: Rule) => ({
    stackTags: new Map(Object.entries(stackTags)),
    getConfig: <T extends object>() => (config[rule.name] ?? {}) as T,
    notApplicable: (): never => {
      throw new NotApplicable();
    },
  });
  // Shared by all rules, which only read them.
  const single = resources.map((each) => viewOf({ ...each, properties: inputs.get(each.urn) ?? each.properties }));
  const stack = stackOf(resources);
  for (const { urn, properties } of resources) run.secretMarks.note(urn, inputs.get(urn) ?? properties);
  for (const { urn, properties } of resources) run.defaultedInputs.note(urn, inputs.get(urn) ?? properties);
  const served = rules.map((rule) => ({ rule, policy: rule.serve(run) }));
  for (const { rule, policy } of served) {
    for (const view of single) {
      const args = { ...view, ...common(rule) } as ResourceValidationArgs;
      for (const validate of [policy.validateResource ?? []].flat())
        whereApplicable(() => validate(args, report(rule, view.urn)));
    }
  }
  for (const { rule, policy } of served) {
    whereApplicable(() => policy.validateStack({ resources: stack, ...common(rule) }, report(rule)));
  }
  return findings;
}

/** What a rule throws that has nothing to check, as in the SDK. */
class NotApplicable extends Error {}

function whereApplicable(validate: () => unknown): void {
  try {
    validate();
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
  }
}

/** The stack as a rule reads it. */
export function stackViewOf(resources: readonly EvaluatedResource[]): StackView {
  return new StackView(stackOf(resources));
}

function viewOf({ urn, type, name, properties, provider, options = {} }: EvaluatedResource) {
  const { additionalSecretOutputs = [], parent } = options;
  return {
    urn,
    type,
    name,
    props: unknownCheckingProxy(withoutSecrets(properties) as Record<string, unknown>),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: noTimeouts,
      additionalSecretOutputs: [...additionalSecretOutputs],
      ...(parent !== undefined && { parent }),
    },
    isType: () => false,
    asType: () => undefined,
    ...(provider && { provider: { ...provider, props: provider.properties } }),
  };
}

const noTimeouts = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };

function stackOf(resources: readonly EvaluatedResource[]): PolicyResource[] {
  const views: PolicyResource[] = resources.map((resource) => ({
    ...viewOf(resource),
    dependencies: [],
    propertyDependencies: {},
  }));
  const byUrn = new Map(views.map((view) => [view.urn, view]));
  const viewsOf = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  resources.forEach(({ dependencies, propertyDependencies }, index) => {
    const view = views[index];
    if (view === undefined) return;
    view.dependencies = viewsOf(dependencies);
    for (const [input, urns] of Object.entries(propertyDependencies)) view.propertyDependencies[input] = viewsOf(urns);
  });
  return views;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Properties as the SDK passes them to a rule: secrets unwrapped, code omitted. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (SIGNATURE in record) return "value" in record ? withoutSecrets(record["value"]) : undefined;
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, withoutSecrets(item)]));
}
