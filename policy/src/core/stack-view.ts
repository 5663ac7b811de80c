import type { PolicyResource } from "@pulumi/policy";

import { ResourceView } from "./resource-view";

/** A resource of the whole stack, with the resources that its inputs come from. */
export class StackResource extends ResourceView {
  private readonly stackResource: PolicyResource;
  private readonly view: (raw: PolicyResource) => StackResource;

  constructor(raw: PolicyResource, view: (raw: PolicyResource) => StackResource) {
    super(raw);
    this.stackResource = raw;
    this.view = view;
  }

  override isComputed(path: string): boolean {
    return this.isPending(path) && this.dependenciesOf(path.split(".")[0] ?? path).length === 0;
  }

  /** The resources whose outputs an input is made from; `property` is the first name of its path. */
  dependenciesOf(property: string): StackResource[] {
    return (this.stackResource.propertyDependencies[property] ?? []).map(this.view);
  }
}

/** All resources of a stack. */
export class StackView {
  private readonly byUrn = new Map<string, StackResource>();
  readonly resources: readonly StackResource[];
  private hasMatched = false;

  constructor(raw: readonly PolicyResource[]) {
    const view = (resource: PolicyResource): StackResource => {
      const known = this.byUrn.get(resource.urn) ?? new StackResource(resource, view);
      this.byUrn.set(resource.urn, known);
      return known;
    };
    this.resources = raw.map(view);
  }

  /** The resources of one or several types. */
  ofType(...types: readonly string[]): StackResource[] {
    const found = this.resources.filter(({ type }) => types.includes(type));
    this.hasMatched ||= found.length > 0;
    return found;
  }

  /** True once `ofType` has found a resource: the stack has something for the rule to check. */
  get matchedAnyResource(): boolean {
    return this.hasMatched;
  }
}
