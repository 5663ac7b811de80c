import { randomUUID } from "node:crypto";

import { updatedOutputs } from "../provider-server/preview";
import { withAssetHashes } from "./assets";
import type { StackConfig } from "./config";
import { EngineError, messageOf } from "./errors";
import type { EventSink, Operation, StepEvent } from "./events";
import type { Goal } from "./goal";
import { planStep } from "./plan-step";
import { analyzedResource } from "./policy-view";
import type { PolicyGate } from "./policy-gate";
import { keepOld } from "./property-path";
import { DefaultProviders } from "./default-providers";
import { providerConfig, type EngineProvider, type ProviderHost } from "./provider-host";
import { aliasUrns, type ResourceTable } from "./resource-table";
import { outputsOf, stateOf } from "./resource-state";
import type { ResourceState } from "./state";
import { Teardown } from "./teardown";
import { makeUrn, parseUrn, providerTypePrefix } from "./urn";
import { containsUnknown, toPropertyMap, type PropertyMap } from "./values";

/** What a deployment works on and with. */
export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  /** Folder that relative asset paths start from. */
  readonly projectDir: string;
  readonly config: StackConfig;
  /** True to say what would be done and do nothing. */
  readonly dryRun: boolean;
  readonly providers: ProviderHost;
  readonly table: ResourceTable;
  readonly policy: PolicyGate | undefined;
  readonly emit: EventSink;
}

/** One run of a program against a stack: makes each registered resource what the program wants it to be. */
export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #defaults: DefaultProviders;
  readonly #teardown: Teardown;
  readonly #registered = new Set<string>();
  #failure: Error | undefined;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    this.#defaults = new DefaultProviders(options.config, (goal) => this.register(goal));
    this.#teardown = new Teardown(options);
  }

  /** The first thing that went wrong. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Brings a resource to what `goal` says, and remembers it.
   *
   * @throws EngineError; nothing more is done after the first one
   */
  async register(goal: Goal): Promise<ResourceState> {
    const { project, stack } = this.#options;
    const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
    return this.#guarded(urn, () => this.#register(goal, urn));
  }

  /** Takes a resource that exists already into the program, without ever changing it. */
  async read(goal: Goal, id: string): Promise<ResourceState> {
    const { project, stack, table, emit } = this.#options;
    const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
    return this.#guarded(urn, async () => {
      const reference = await this.#providerOf(goal);
      const begin = stepEvent("read", urn, goal, {});
      emit({ ...begin, phase: "begin" });
      const found = await this.#options.providers.get(reference).read?.(id, urn, goal.inputs);
      if (!found?.id) throw new EngineError("RESOURCE_FAILED", `${goal.type} "${id}" does not exist`);
      const outputs = outputsOf(toPropertyMap(found.props), goal.inputs, goal.additionalSecretOutputs);
      const state = stateOf(urn, goal, { id, inputs: goal.inputs, outputs, provider: reference, external: true });
      table.keep(table.old(urn, []), state);
      emit({ ...begin, phase: "end" });
      return state;
    });
  }

  /** A resource that this run has registered. @throws EngineError RESOURCE_INVALID */
  lookUp(urn: string): ResourceState {
    const state = this.#options.table.get(urn);
    if (state === undefined) throw new EngineError("RESOURCE_INVALID", `no such resource: ${urn}`);
    return state;
  }

  /** Notes that the run has failed, by what was not of the program's making. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(messageOf(error));
  }

  /** Notes that a call of the program failed; the first failure is told and ends the run. */
  report(error: unknown, urn = ""): void {
    const first = this.#failure === undefined;
    this.fail(error);
    const told = error instanceof EngineError && error.code === "POLICY_VIOLATION";
    if (first && !told) this.#options.emit({ kind: "diagnostic", severity: "error", message: messageOf(error), urn });
  }

  /** Notes the outputs that a component, or the stack, has named. */
  registerOutputs(urn: string, outputs: PropertyMap): void {
    this.lookUp(urn).outputs = outputs;
  }

  /** The provider that `reference` means; the package's default if it is empty. */
  async provider(reference: string, type: string, version: string): Promise<EngineProvider> {
    return this.#options.providers.get(reference === "" ? await this.#defaults.reference(type, version) : reference);
  }

  /** Asks the policy pack about the whole stack, then deletes what the program no longer names. */
  async finish(): Promise<void> {
    const { policy, table, dryRun } = this.#options;
    if (this.#failure !== undefined) return;
    await this.#guarded("", async () => {
      const shown = table.news.map((state) => analyzedResource(state, state.outputs, [], table));
      const findings = (await policy?.analyzeStack(shown)) ?? [];
      if (!dryRun && findings.some(({ level }) => level === "mandatory")) throw violation("the stack");
      await this.#teardown.deleteDoomed();
      table.save();
    });
  }

  async #register(goal: Goal, urn: string): Promise<ResourceState> {
    const { table, emit, dryRun, projectDir, providers } = this.#options;
    if (this.#registered.has(urn)) {
      throw new EngineError(
        "RESOURCE_INVALID",
        `duplicate resource: two of type ${goal.type} are named "${goal.name}"`,
      );
    }
    this.#registered.add(urn);
    const isProvider = goal.type.startsWith(providerTypePrefix);
    const reference = goal.custom && !isProvider ? await this.#providerOf(goal) : "";
    const aliases = aliasUrns(goal.aliases, urn, goal.parent);
    const old = table.old(urn, aliases);
    const wanted = withAssetHashes(
      old === undefined ? goal.inputs : keepOld(goal.ignoreChanges, old.inputs, goal.inputs),
      projectDir,
    );
    const provider = reference === "" ? undefined : providers.get(reference);
    const own = isProvider ? await providers.make(urn, goal.type) : undefined;
    const checked = await this.#checked(goal, urn, wanted, old, provider, own);
    const inputs = await this.#enforced(goal, urn, checked, reference, aliases);
    if (own !== undefined && !containsUnknown(inputs)) await own.configure?.(providerConfig(inputs));

    const plan = await planStep(old, goal, inputs, provider);
    const step = stepEvent(plan.op, urn, goal, {
      ...(old && { before: old.inputs }),
      after: inputs,
      replaces: plan.replaces,
    });
    emit({ ...step, phase: "begin" });
    if (plan.op === "replace" && old !== undefined && plan.deleteBeforeReplace)
      await this.#teardown.deleteBeforeReplace(old);
    const { id, outputs } = await this.#applied(plan.op, goal, urn, inputs, old, provider);
    const state = stateOf(urn, goal, { id, inputs, outputs, provider: reference, parentState: table.get(goal.parent) });
    if (plan.op === "replace" && old !== undefined && !plan.deleteBeforeReplace) {
      if (!dryRun) this.#teardown.assertUnprotected(old);
      table.replace(old, state);
    } else table.keep(plan.op === "create" || plan.op === "replace" ? undefined : old, state);
    emit({ ...step, phase: "end" });
    return state;
  }

  async #checked(
    goal: Goal,
    urn: string,
    inputs: PropertyMap,
    old: ResourceState | undefined,
    provider: EngineProvider | undefined,
    own: EngineProvider | undefined,
  ): Promise<PropertyMap> {
    const result =
      own !== undefined
        ? { failures: (await own.checkConfig?.(providerConfig(inputs)))?.failures }
        : await provider?.check?.(urn, old?.inputs ?? {}, inputs);
    const failures = result?.failures ?? [];
    if (failures.length > 0) {
      const problems = failures.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason));
      throw new EngineError("RESOURCE_INVALID", `${goal.type} "${goal.name}" is refused:\n  ${problems.join("\n  ")}`);
    }
    const checked: unknown = result && "inputs" in result ? result.inputs : undefined;
    return checked === undefined ? inputs : toPropertyMap(checked);
  }

  /** Inputs as the policy pack lets them pass. */
  async #enforced(
    goal: Goal,
    urn: string,
    inputs: PropertyMap,
    reference: string,
    aliases: readonly string[],
  ): Promise<PropertyMap> {
    const { policy, table, dryRun } = this.#options;
    if (policy === undefined) return inputs;
    const draft = stateOf(urn, goal, { inputs, outputs: {}, provider: reference, parentState: table.get(goal.parent) });
    const repaired = await policy.remediate(analyzedResource(draft, inputs, aliases, table, goal), inputs);
    const findings = await policy.analyze(analyzedResource(draft, repaired, aliases, table, goal));
    if (!dryRun && findings.some(({ level }) => level === "mandatory")) throw violation(`${goal.type} "${goal.name}"`);
    return repaired;
  }

  async #applied(
    op: Operation,
    goal: Goal,
    urn: string,
    inputs: PropertyMap,
    old: ResourceState | undefined,
    provider: EngineProvider | undefined,
  ): Promise<{ id?: string | undefined; outputs: PropertyMap }> {
    const { dryRun } = this.#options;
    const secretNames = goal.additionalSecretOutputs;
    if (provider === undefined) {
      // A provider resource is made by naming it; a component by its children.
      if (!goal.custom) return { outputs: op === "same" ? (old?.outputs ?? {}) : {} };
      return { id: old?.id ?? (dryRun ? undefined : randomUUID()), outputs: inputs };
    }
    if (op === "same") return { id: old?.id, outputs: old?.outputs ?? {} };
    if (dryRun) {
      const expected = op === "update" && old ? toPropertyMap(updatedOutputs(old.outputs, old.inputs, inputs)) : inputs;
      return { id: op === "update" ? old?.id : undefined, outputs: outputsOf(expected, inputs, secretNames) };
    }
    if (op === "update" && old?.id !== undefined) {
      const updated = await provider.update?.(old.id, urn, old.outputs, inputs);
      return { id: old.id, outputs: outputsOf(toPropertyMap(updated?.outs), inputs, secretNames) };
    }
    const created = await provider.create?.(urn, inputs);
    if (!created?.id)
      throw new EngineError("RESOURCE_FAILED", `the provider made ${goal.type} "${goal.name}" without an id`);
    return { id: created.id, outputs: outputsOf(toPropertyMap(created.outs), inputs, secretNames) };
  }

  async #providerOf(goal: Goal): Promise<string> {
    return goal.provider === "" ? this.#defaults.reference(goal.type, goal.version) : goal.provider;
  }

  async #guarded<T>(urn: string, work: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw new EngineError("RESOURCE_FAILED", "the run has failed already");
    try {
      return await work();
    } catch (caught) {
      const error = caught instanceof EngineError || urn === "" ? caught : failed(urn, caught);
      this.report(error, urn);
      throw error;
    }
  }
}

/** What a provider threw, with the resource that it is about. */
function failed(urn: string, cause: unknown): EngineError {
  const { type, name } = parseUrn(urn);
  return new EngineError("RESOURCE_FAILED", `${type} "${name}": ${messageOf(cause)}`, { cause });
}

function violation(what: string): EngineError {
  return new EngineError("POLICY_VIOLATION", `${what} violates a mandatory policy`);
}

function stepEvent(
  op: Operation,
  urn: string,
  { type, name, parent, custom }: Goal,
  values: Pick<StepEvent, "before" | "after" | "replaces">,
): Omit<StepEvent, "phase"> {
  return { kind: "step", op, urn, type, name, parent, custom, ...values };
}
