/**
 * For tests of policies, of this pack and of others, and of what a stack looks like to them, as
 * `aws-serverless-guardrails/testing`.
 */
import { PackRun, type Profile } from "../core/pack-run";
import { rules } from "../rules";
import {
  evaluatePolicies,
  type EvaluatedResource,
  type EvaluationOptions,
  type Finding,
  type TestedPolicy,
} from "./evaluate";

export { evaluatePolicies, type EvaluatedResource, type EvaluationOptions, type Finding, type TestedPolicy };
import { completedByProvider } from "./provider-inputs";

export { resource, UNKNOWN, type TestResource, type TestResourceOptions } from "./resource";

/** What the pack finds in a stack. @param profile which of its rules are on. Default: all */
export function evaluatePack(
  resources: readonly EvaluatedResource[],
  options: EvaluationOptions = {},
  profile: Profile = "strict",
): Finding[] {
  const run = new PackRun(
    profile,
    rules.map(({ name }) => name),
  );
  for (const each of resources) {
    const inputs = { ...each, properties: options.inputs?.get(each.urn) ?? each.properties };
    run.secretMarks.note(each.urn, inputs.properties);
    run.defaultedInputs.note(each.urn, completedByProvider(inputs, {}, false).properties);
  }
  const config = { ...options.config, "pack-profile": { profile, ...options.config?.["pack-profile"] } };
  return evaluatePolicies(
    rules.map((rule) => rule.serve(run)),
    resources,
    { ...options, config },
  );
}
