import type { Alias } from "./goal";
import type { ResourceState, StateStore } from "./state";
import { makeUrn, parseUrn } from "./urn";

/** The resources of a stack during a run: their states after the last run, and after this one so far. */
export class ResourceTable {
  private readonly store: StateStore;
  private readonly oldStates: readonly ResourceState[];
  private readonly deleted = new Set<ResourceState>();
  private readonly kept = new Set<ResourceState>();
  private readonly newStates = new Map<string, ResourceState>();

  constructor(store: StateStore) {
    this.store = store;
    this.oldStates = store.load();
  }

  /** The resources of this run, each after those it depends on. */
  get states(): readonly ResourceState[] {
    return [...this.newStates.values()];
  }

  /** The resource as this run registered it. */
  get(urn: string): ResourceState | undefined {
    return this.newStates.get(urn);
  }

  /** The resource's state after the last run, under its own name or else the first alias that has one. */
  old(urn: string, aliases: readonly string[]): ResourceState | undefined {
    const names = [urn, ...aliases];
    const existing = this.oldStates.filter((old) => !old.delete && !this.deleted.has(old));
    return names.map((name) => existing.find((old) => old.urn === name)).find((old) => old !== undefined);
  }

  /** Resources of the last run that depend on `urn` by a property, those that depend on them first. */
  dependents(urn: string): ResourceState[] {
    return this.oldStates
      .filter((old) => !old.delete && !this.deleted.has(old) && !this.kept.has(old))
      .filter(({ propertyDependencies }) => Object.values(propertyDependencies).some((urns) => urns.includes(urn)))
      .reverse();
  }

  /** Records that `state` continues `old`, which need not be deleted. */
  keep(old: ResourceState | undefined, state: ResourceState): void {
    if (old !== undefined) this.kept.add(old);
    this.add(state);
  }

  /** Records that `state` was made; a resource of the last run under its name is still to be deleted. */
  add(state: ResourceState): void {
    this.newStates.set(state.urn, state);
    this.save();
  }

  /** Records that `old` was deleted. */
  remove(old: ResourceState): void {
    this.deleted.add(old);
    this.save();
  }

  /** Resources of the last run that this one does not continue, each before those it depends on. */
  toDelete(): ResourceState[] {
    return this.oldStates.filter((old) => !this.deleted.has(old) && !this.kept.has(old)).reverse();
  }

  /** Saves the current state. */
  save(): void {
    const left = this.oldStates
      .filter((old) => !this.deleted.has(old) && !this.kept.has(old))
      .map((old) => (this.newStates.has(old.urn) ? { ...old, delete: true } : old));
    this.store.save([...this.newStates.values(), ...left]);
  }
}

/** The URNs of `aliases` for a resource of this URN and parent. */
export function aliasUrns(aliases: readonly Alias[], urn: string, parent: string): string[] {
  const own = parseUrn(urn);
  return aliases.map((alias) =>
    "urn" in alias
      ? alias.urn
      : makeUrn(
          alias.stack ?? own.stack,
          alias.project ?? own.project,
          alias.parent ?? parent,
          alias.type ?? own.type,
          alias.name ?? own.name,
        ),
  );
}
