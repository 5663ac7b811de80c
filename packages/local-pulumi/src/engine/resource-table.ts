import type { Alias } from "./goal";
import type { ResourceState, StateStore } from "./state";
import { makeUrn, parseUrn } from "./urn";

/** The resources of a run: those that the last one left, and what has become of them so far. */
export class ResourceTable {
  private readonly store: StateStore;
  private readonly olds: readonly ResourceState[];
  private readonly gone = new Set<ResourceState>();
  private readonly kept = new Set<ResourceState>();
  private readonly newStates = new Map<string, ResourceState>();

  constructor(store: StateStore) {
    this.store = store;
    this.olds = store.load();
  }

  /** The resources of this run, each after those it depends on. */
  get news(): readonly ResourceState[] {
    return [...this.newStates.values()];
  }

  /** The resource as this run registered it. */
  get(urn: string): ResourceState | undefined {
    return this.newStates.get(urn);
  }

  /** The resource as the last run left it, under its own name or, failing that, the first alias that fits. */
  old(urn: string, aliases: readonly string[]): ResourceState | undefined {
    const names = [urn, ...aliases];
    const living = this.olds.filter((old) => !old.delete && !this.gone.has(old));
    return names.map((name) => living.find((old) => old.urn === name)).find((old) => old !== undefined);
  }

  /** Resources of the last run that depend on `urn` by a property, those that depend on them first. */
  dependents(urn: string): ResourceState[] {
    return this.olds
      .filter((old) => !old.delete && !this.gone.has(old) && !this.kept.has(old))
      .filter(({ propertyDependencies }) => Object.values(propertyDependencies).some((urns) => urns.includes(urn)))
      .reverse();
  }

  /** Notes what `old` has become: the new state takes its place, and it need not be deleted. */
  keep(old: ResourceState | undefined, state: ResourceState): void {
    if (old !== undefined) this.kept.add(old);
    this.add(state);
  }

  /** Notes that `state` was made; what the last run left under its name is still to be deleted. */
  add(state: ResourceState): void {
    this.newStates.set(state.urn, state);
    this.save();
  }

  /** Notes that `old` is no more. */
  remove(old: ResourceState): void {
    this.gone.add(old);
    this.save();
  }

  /** What the last run left and this one has no use for, each before what it depends on. */
  doomed(): ResourceState[] {
    return this.olds.filter((old) => !this.gone.has(old) && !this.kept.has(old)).reverse();
  }

  /** Writes the state down as it is now. */
  save(): void {
    const left = this.olds
      .filter((old) => !this.gone.has(old) && !this.kept.has(old))
      .map((old) => (this.newStates.has(old.urn) ? { ...old, delete: true } : old));
    this.store.save([...this.newStates.values(), ...left]);
  }
}

/** URNs that `aliases` mean for a resource of this name, type and parent. */
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
