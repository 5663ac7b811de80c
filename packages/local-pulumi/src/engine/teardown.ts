import { EngineError } from "./errors";
import type { EventSink, StepEvent } from "./events";
import { replacedWith } from "./plan-step";
import type { EngineProvider, ProviderHost } from "./provider-host";
import { providerConfig } from "../provider-calls";
import type { ResourceTable } from "./resource-table";
import type { ResourceState } from "./state";
import { parseUrn, PROVIDER_TYPE_PREFIX } from "./urn";
import { UNKNOWN_VALUE, withoutInternal } from "../property-values";

/** What a teardown works on and with. */
export interface TeardownOptions {
  readonly dryRun: boolean;
  readonly providers: ProviderHost;
  readonly table: ResourceTable;
  readonly emit: EventSink;
}

/** Deletes resources, never before what depends on them. */
export class Teardown {
  private readonly options: TeardownOptions;

  constructor(options: TeardownOptions) {
    this.options = options;
  }

  /** Deletes what the program no longer declares and what was replaced. */
  async deleteObsolete(): Promise<void> {
    const { table } = this.options;
    const toDelete = table.toDelete();
    const names = new Set(toDelete.map(({ urn }) => urn));
    // All at once before the first: half a stack deleted is worse than none.
    for (const old of toDelete) this.assertUnprotected(old);
    for (const old of toDelete) {
      const replaced = table.get(old.urn) !== undefined;
      await this.delete(old, replaced, names.has(old.deletedWith));
    }
  }

  /**
   * Deletes `old` so that its replacement can have its name, and before it every resource that would have to be
   * replaced with it.
   */
  async deleteBeforeReplace(old: ResourceState): Promise<void> {
    const { table } = this.options;
    this.assertUnprotected(old);
    for (const dependent of table.dependents(old.urn)) {
      if (dependent.provider === "") continue;
      const provider = await this.providerOf(dependent);
      if (await replacedWith(dependent, old.urn, provider, UNKNOWN_VALUE)) await this.deleteBeforeReplace(dependent);
    }
    await this.delete(old, true, false);
  }

  /** @throws EngineError PROTECTED */
  assertUnprotected(old: ResourceState): void {
    if (!old.protect) return;
    throw new EngineError(
      "PROTECTED",
      `${old.type} "${parseUrn(old.urn).name}" is protected and would be deleted; set its option protect to false first`,
    );
  }

  private async delete(old: ResourceState, replaced: boolean, isDeletedWithAnother: boolean): Promise<void> {
    const { table, emit, dryRun } = this.options;
    const step: Omit<StepEvent, "phase"> = {
      kind: "step",
      op: "delete",
      urn: old.urn,
      type: old.type,
      name: parseUrn(old.urn).name,
      parent: old.parent,
      custom: old.custom,
      before: withoutInternal(old.inputs),
      ...(replaced && { replaces: [] }),
    };
    emit({ ...step, phase: "begin" });
    const isDeletable = old.custom && !old.external && !old.type.startsWith(PROVIDER_TYPE_PREFIX);
    if (!dryRun && isDeletable && !old.retainOnDelete && !isDeletedWithAnother && old.id !== undefined) {
      await (await this.providerOf(old)).delete?.(old.id, old.urn, old.outputs);
    }
    table.remove(old);
    emit({ ...step, phase: "end" });
  }

  /** The provider of a resource, also if this run has not registered it: then as the last run configured it. */
  private async providerOf({ provider: reference }: ResourceState): Promise<EngineProvider> {
    const { providers, table } = this.options;
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    const old = table.old(urn, []);
    if (table.get(urn) !== undefined || old === undefined) return providers.get(reference);
    const provider = await providers.make(urn, old.type);
    await provider.configure?.(providerConfig(old.inputs));
    return provider;
  }
}
