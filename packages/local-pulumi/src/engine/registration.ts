import { randomUUID } from "node:crypto";

import { providerConfig, updatedOutputs } from "../provider-calls";
import { EngineError } from "./errors";
import type { Goal } from "./goal";
import type { Plan } from "./plan-step";
import { violation, type PolicyGate } from "./policy-gate";
import { analyzedResource } from "./policy-view";
import type { EngineProvider } from "./provider-host";
import { outputsOf, stateOf } from "./resource-state";
import type { ResourceTable } from "./resource-table";
import type { ResourceState } from "./state";
import { sameValue, toPropertyMap, withoutInternal, type PropertyMap } from "../property-values";

/** A resource being registered: its goal, its state after the last run, and its provider. */
export interface Registration {
  readonly goal: Goal;
  readonly urn: string;
  /** Its former URNs. */
  readonly aliases: readonly string[];
  readonly old: ResourceState | undefined;
  /** Reference and interface of its provider; none for components and provider resources. */
  readonly reference: string;
  readonly provider: EngineProvider | undefined;
  /** For a provider resource, the provider itself. */
  readonly own: EngineProvider | undefined;
  readonly parentState: ResourceState | undefined;
}

/**
 * The inputs as the provider completes them.
 *
 * @param warn takes what the provider warns of
 * @throws EngineError RESOURCE_INVALID with all of the provider's findings
 */
export async function checkedInputs(
  registration: Registration,
  inputs: PropertyMap,
  warn: (message: string) => void,
): Promise<PropertyMap> {
  const { goal, urn, old, provider, own } = registration;
  const result =
    own !== undefined
      ? { failures: (await own.checkConfig?.(providerConfig(inputs)))?.failures }
      : await provider?.check?.(urn, old?.inputs ?? {}, inputs);
  const failures = result?.failures ?? [];
  if (result !== undefined && "warnings" in result) result.warnings?.forEach(warn);
  if (failures.length > 0) {
    const problems = failures.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason));
    throw new EngineError("RESOURCE_INVALID", `${goal.type} "${goal.name}" is refused:\n  ${problems.join("\n  ")}`);
  }
  const checked: unknown = result && "inputs" in result ? result.inputs : undefined;
  return checked === undefined ? inputs : toPropertyMap(checked);
}

/**
 * The inputs after the policy pack's remediations and checks.
 *
 * @throws EngineError POLICY_VIOLATION at a mandatory finding; a dry run continues, to show them all
 */
export async function enforcedInputs(
  registration: Registration,
  inputs: PropertyMap,
  { policy, table, dryRun }: { policy: PolicyGate | undefined; table: ResourceTable; dryRun: boolean },
): Promise<PropertyMap> {
  const { goal, urn, aliases, reference, parentState } = registration;
  if (policy === undefined) return inputs;
  const draft = stateOf(urn, goal, { inputs, outputs: {}, provider: reference, parentState });
  const shown = withoutInternal(inputs);
  const remediated = await policy.remediate(analyzedResource(draft, shown, aliases, table, goal), shown);
  const findings = await policy.analyze(analyzedResource(draft, remediated, aliases, table, goal));
  if (!dryRun && findings.some(({ level }) => level === "mandatory")) throw violation(`${goal.type} "${goal.name}"`);
  const internal = Object.entries(inputs).filter(([name]) => !(name in shown));
  return { ...remediated, ...Object.fromEntries(internal) };
}

/**
 * The inputs of a replacement: what the provider chose for the old resource, such as its name, is chosen again.
 *
 * @param desired the program's inputs
 * @param checked those inputs as the provider completed them for the resource that is there
 * @param inputs the same after the policy pack's remediations
 */
export async function replacementInputs(
  registration: Registration,
  desired: PropertyMap,
  checked: PropertyMap,
  inputs: PropertyMap,
): Promise<PropertyMap> {
  const anew = await checkedInputs({ ...registration, old: undefined }, desired, () => undefined);
  const chosen = Object.entries(anew).filter(([key, value]) => !sameValue(checked[key] ?? null, value));
  return { ...inputs, ...Object.fromEntries(chosen) };
}

/** A resource after its step; in a dry run, as far as it can be predicted. */
export interface Applied {
  readonly id?: string | undefined;
  readonly outputs: PropertyMap;
}

/** Carries the plan out, or predicts its result in a dry run. */
export async function applyStep(
  op: Plan["op"],
  registration: Registration,
  inputs: PropertyMap,
  dryRun: boolean,
): Promise<Applied> {
  const { goal, old, provider } = registration;
  if (!goal.custom) return { outputs: op === "same" ? (old?.outputs ?? {}) : {} };
  // A provider resource is made by naming it.
  if (provider === undefined) return { id: old?.id ?? (dryRun ? undefined : randomUUID()), outputs: inputs };
  if (op === "same") return { id: old?.id, outputs: old?.outputs ?? {} };
  const { id, outputs } = dryRun ? predicted(op, old, inputs) : await made(op, registration, provider, inputs);
  return { id, outputs: outputsOf(outputs, inputs, goal.additionalSecretOutputs) };
}

function predicted(op: Plan["op"], old: ResourceState | undefined, inputs: PropertyMap): Applied {
  if (op !== "update" || old === undefined) return { outputs: withoutInternal(inputs) };
  return { id: old.id, outputs: toPropertyMap(updatedOutputs(old.outputs, old.inputs, withoutInternal(inputs))) };
}

async function made(
  op: Plan["op"],
  { goal, urn, old }: Registration,
  provider: EngineProvider,
  inputs: PropertyMap,
): Promise<Applied> {
  if (op === "update" && old?.id !== undefined) {
    const updated = await provider.update?.(old.id, urn, old.outputs, inputs);
    return { id: old.id, outputs: toPropertyMap(updated?.outs) };
  }
  const created = await provider.create?.(urn, inputs);
  if (!created?.id) {
    throw new EngineError("RESOURCE_FAILED", `the provider made ${goal.type} "${goal.name}" without an id`);
  }
  return { id: created.id, outputs: toPropertyMap(created.outs) };
}
