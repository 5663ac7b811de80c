import { withAssetHashes } from "./asset-hashes";
import type { StackConfig } from "./config";
import { EngineError, messageOf } from "./errors";
import type { EventSink, Operation, StepEvent } from "./events";
import type { Goal } from "./goal";
import { planStep, type Plan } from "./plan-step";
import { analyzedResource } from "./policy-view";
import { violation, type PolicyGate } from "./policy-gate";
import { keepOld } from "./property-path";
import { DefaultProviders } from "./default-providers";
import type { EngineProvider, ProviderHost } from "./provider-host";
import { providerConfig } from "../provider-calls";
import { aliasUrns, type ResourceTable } from "./resource-table";
import { applyStep, checkedInputs, enforcedInputs, replacementInputs, type Registration } from "./registration";
import { outputsOf, stateOf } from "./resource-state";
import type { ResourceState } from "./state";
import { Teardown } from "./teardown";
import { makeUrn, parseUrn, PROVIDER_TYPE_PREFIX } from "./urn";
import { containsUnknown, toPropertyMap, withoutInternal, type PropertyMap } from "../property-values";

/** What a deployment works on and with. */
export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  /** Folder that relative asset paths start from. */
  readonly projectDir: string;
  readonly config: StackConfig;
  /** True to plan and change nothing. */
  readonly dryRun: boolean;
  readonly providers: ProviderHost;
  readonly table: ResourceTable;
  readonly policy: PolicyGate | undefined;
  readonly emit: EventSink;
}

/** One run of a program against a stack: brings each registered resource to its goal. */
export class Deployment {
  private readonly options: DeploymentOptions;
  private readonly defaults: DefaultProviders;
  private readonly teardown: Teardown;
  private readonly registered = new Set<string>();
  private readonly failing = new AbortController();
  private firstFailure: Error | undefined;

  constructor(options: DeploymentOptions) {
    this.options = options;
    this.defaults = new DefaultProviders(options.config, (goal) => this.register(goal));
    this.teardown = new Teardown(options);
  }

  /** The first failure of the run. */
  get failure(): Error | undefined {
    return this.firstFailure;
  }

  /** Fires with the first failure of the run. */
  get failed(): AbortSignal {
    return this.failing.signal;
  }

  /**
   * Brings a resource to the state that `goal` describes, and records it.
   *
   * @throws EngineError; nothing more is done after the first one
   */
  async register(goal: Goal): Promise<ResourceState> {
    const { project, stack } = this.options;
    const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
    return this.guarded(urn, () => this.registerResource(goal, urn));
  }

  /** Takes a resource that exists already into the program, without ever changing it. */
  async read(goal: Goal, id: string): Promise<ResourceState> {
    const { project, stack, table, emit } = this.options;
    const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
    return this.guarded(urn, async () => {
      const reference = await this.providerOf(goal);
      const begin = stepEvent("read", { urn, goal }, {});
      emit({ ...begin, phase: "begin" });
      const found = await this.options.providers.get(reference).read?.(id, urn, goal.inputs);
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
    const state = this.options.table.get(urn);
    if (state === undefined) throw new EngineError("RESOURCE_INVALID", `no such resource: ${urn}`);
    return state;
  }

  /** Records a failure outside of the program, such as services that do not start. */
  fail(error: unknown): void {
    this.firstFailure ??= error instanceof Error ? error : new Error(messageOf(error));
    this.failing.abort();
  }

  /** Records a failed call of the program; the first failure is reported and ends the run. */
  report(error: unknown, urn = ""): void {
    const first = this.firstFailure === undefined;
    this.fail(error);
    const isReported = error instanceof EngineError && error.code === "POLICY_VIOLATION";
    if (first && !isReported)
      this.options.emit({ kind: "diagnostic", severity: "error", message: messageOf(error), urn });
  }

  /** Records the outputs that a component, or the stack, registers. */
  registerOutputs(urn: string, outputs: PropertyMap): void {
    this.lookUp(urn).outputs = outputs;
  }

  /** The provider of `reference`; the package's default provider if it is empty. */
  async provider(reference: string, type: string, version: string): Promise<EngineProvider> {
    return this.options.providers.get(reference === "" ? await this.defaults.reference(type, version) : reference);
  }

  /** Checks the whole stack against the policy pack, then deletes resources that the program no longer declares. */
  async finish(): Promise<void> {
    const { policy, table, dryRun } = this.options;
    if (this.firstFailure !== undefined) return;
    await this.guarded("", async () => {
      // What a program reads is not the stack's: the engine of Pulumi passes only what has a goal (`step_executor.go`).
      const managed = table.states.filter(({ external }) => !external);
      const analyzed = managed.map((state) => analyzedResource(state, state.outputs, [], table));
      const findings = (await policy?.analyzeStack(analyzed)) ?? [];
      if (!dryRun && findings.some(({ level }) => level === "mandatory")) throw violation("the stack");
      await this.teardown.deleteObsolete();
      table.save();
    });
  }

  private async registerResource(goal: Goal, urn: string): Promise<ResourceState> {
    if (this.registered.has(urn)) {
      throw new EngineError(
        "RESOURCE_INVALID",
        `duplicate resource: two of type ${goal.type} are named "${goal.name}"`,
      );
    }
    this.registered.add(urn);
    const registration = await this.prepare(goal, urn);
    const { old, provider, own } = registration;
    const desired = old === undefined ? goal.inputs : keepOld(goal.ignoreChanges, old.inputs, goal.inputs);
    const hashed = withAssetHashes(desired, this.options.projectDir);
    const checked = await checkedInputs(registration, hashed, (message) =>
      this.options.emit({ kind: "diagnostic", severity: "warning", message, urn }),
    );
    const enforced = await enforcedInputs(registration, checked, this.options);
    if (own !== undefined && !containsUnknown(enforced)) await own.configure?.(providerConfig(enforced));
    const plan = await planStep(old, goal, enforced, provider);
    const inputs = plan.op === "replace" ? await replacementInputs(registration, hashed, checked, enforced) : enforced;
    const step = stepEvent(plan.op, registration, {
      ...(old && { before: withoutInternal(old.inputs) }),
      after: withoutInternal(inputs),
      replaces: plan.replaces,
    });
    this.options.emit({ ...step, phase: "begin" });
    try {
      const state = await this.carryOut(registration, plan, inputs);
      this.options.emit({ ...step, phase: "end" });
      return state;
    } catch (error) {
      this.options.emit({ ...step, phase: "fail" });
      throw error;
    }
  }

  /** Resolves a goal: its provider, and its state after the last run. */
  private async prepare(goal: Goal, urn: string): Promise<Registration> {
    const { table, providers } = this.options;
    const isProvider = goal.type.startsWith(PROVIDER_TYPE_PREFIX);
    const reference = goal.custom && !isProvider ? await this.providerOf(goal) : "";
    const aliases = aliasUrns(goal.aliases, urn, goal.parent);
    return {
      goal,
      urn,
      reference,
      aliases,
      old: table.old(urn, aliases),
      provider: reference === "" ? undefined : providers.get(reference),
      own: isProvider ? await providers.make(urn, goal.type) : undefined,
      parentState: table.get(goal.parent),
    };
  }

  private async carryOut(registration: Registration, plan: Plan, inputs: PropertyMap): Promise<ResourceState> {
    const { table, dryRun } = this.options;
    const { goal, urn, old, reference, parentState } = registration;
    const replaced = plan.op === "replace" ? old : undefined;
    if (replaced !== undefined) this.teardown.assertUnprotected(replaced);
    if (replaced !== undefined && plan.deleteBeforeReplace) await this.teardown.deleteBeforeReplace(replaced);
    const applied = await applyStep(plan.op, registration, inputs, dryRun);
    const state = stateOf(urn, goal, { ...applied, inputs, provider: reference, parentState });
    if (plan.op === "same" || plan.op === "update") table.keep(old, state);
    else table.add(state);
    return state;
  }

  private async providerOf(goal: Goal): Promise<string> {
    return goal.provider === "" ? this.defaults.reference(goal.type, goal.version) : goal.provider;
  }

  private async guarded<T>(urn: string, work: () => Promise<T>): Promise<T> {
    if (this.firstFailure !== undefined) throw new EngineError("RESOURCE_FAILED", "the run has failed before");
    try {
      return await work();
    } catch (caught) {
      const error = caught instanceof EngineError || urn === "" ? caught : failed(urn, caught);
      this.report(error, urn);
      throw error;
    }
  }
}

/** A provider's error, with the resource it concerns. */
function failed(urn: string, cause: unknown): EngineError {
  const { type, name } = parseUrn(urn);
  return new EngineError("RESOURCE_FAILED", `${type} "${name}": ${messageOf(cause)}`, { cause });
}

function stepEvent(
  op: Operation,
  { urn, goal: { type, name, parent, custom } }: Pick<Registration, "urn" | "goal">,
  values: Pick<StepEvent, "before" | "after" | "replaces">,
): Omit<StepEvent, "phase"> {
  return { kind: "step", op, urn, type, name, parent, custom, ...values };
}
