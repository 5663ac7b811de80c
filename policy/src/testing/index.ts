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
  for (const { urn, properties } of resources) run.secretMarks.note(urn, options.inputs?.get(urn) ?? properties);
  const config = { ...options.config, "pack-profile": { profile, ...options.config?.["pack-profile"] } };
  return evaluatePolicies(
    rules.map((rule) => rule.serve(run)),
    resources,
    { ...options, config },
  );
}
