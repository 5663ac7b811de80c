import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

import { UnknownValueError } from "../core/plain-value";
import { completedByProvider } from "./provider-inputs";
import type { TestResource } from "./resource";
import { resourceView, stackView } from "./runtime";

/** A policy of any pack. */
export type TestedPolicy =
  ResourceValidationPolicy | StackValidationPolicy | (ResourceValidationPolicy & StackValidationPolicy);

/** A resource of a stack, `options` by default empty. */
export type EvaluatedResource = Omit<TestResource, "options"> & Partial<Pick<TestResource, "options">>;

/** What a policy reported. */
export interface Finding {
  /** Name of the policy. */
  readonly policy: string;
  readonly level: string;
  readonly message: string;
  /** The resource it is about; absent where it is about the whole stack. */
  readonly urn?: string;
}

/** Settings of an evaluation. */
export interface EvaluationOptions {
  /** Settings by policy, as in the file of `--policy-pack-config`; levels have no effect. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stackTags?: Readonly<Record<string, string>>;
  /** Inputs by URN, where they differ from the outputs in `resources`. */
  readonly inputs?: ReadonlyMap<string, Record<string, unknown>>;
  /** Whether the program calls `judgeDocuments()`. Default: true. */
  readonly judgesDocuments?: boolean;
}

/**
 * Evaluates policies as the SDK's server does: first on each resource's inputs, then on the stack's outputs, completed
 * as the AWS provider completes them, and all behind the proxy that throws where an unknown value is read. What is
 * thrown there is an advisory finding, as in a preview.
 *
 * @throws Error where a policy answers with a promise
 */
export function evaluatePolicies(
  policies: readonly TestedPolicy[],
  resources: readonly EvaluatedResource[],
  { config = {}, stackTags = {}, inputs = new Map(), judgesDocuments = true }: EvaluationOptions = {},
): Finding[] {
  const findings: Finding[] = [];
  const complete = (each: EvaluatedResource) => completedByProvider(each, each.options ?? {}, judgesDocuments);
  // Shared by all policies, which only read them.
  const single = resources.map((each) =>
    resourceView(complete({ ...each, properties: inputs.get(each.urn) ?? each.properties })),
  );
  const stack = stackView(resources.map(complete));
  const common = (policy: TestedPolicy) => ({
    stackTags: new Map(Object.entries(stackTags)),
    getConfig: <T extends object>() => (config[policy.name] ?? {}) as T,
    notApplicable: (): never => {
      throw new NotApplicable();
    },
  });
  const run = (policy: TestedPolicy, about: string | undefined, validate: (report: ReportViolation) => unknown) => {
    const add = (message: string, urn: string | undefined, level = policy.enforcementLevel ?? "advisory") =>
      findings.push({ policy: policy.name, level, message, ...(urn !== undefined && { urn }) });
    try {
      const result = validate((message, urn) => void add(message, about ?? urn));
      if (result instanceof Promise) throw new Error(`Expected ${policy.name} to answer at once, got a promise.`);
    } catch (error) {
      if (error instanceof UnknownValueError)
        add(`can't run policy '${policy.name}' during preview: ${error.message}`, about, "advisory");
      else if (!(error instanceof NotApplicable)) throw error;
    }
  };
  for (const policy of policies) {
    const validations = "validateResource" in policy ? [policy.validateResource ?? []].flat() : [];
    for (const view of single) {
      const args = { ...view, ...common(policy) } as ResourceValidationArgs;
      for (const validate of validations) run(policy, view.urn, (report) => validate(args, report));
    }
  }
  for (const policy of policies) {
    if (!("validateStack" in policy)) continue;
    run(policy, undefined, (report) => policy.validateStack({ resources: stack, ...common(policy) }, report));
  }
  return findings;
}

/** What a policy throws that has nothing to check, as in the SDK. */
class NotApplicable extends Error {}
