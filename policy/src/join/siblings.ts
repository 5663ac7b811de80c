import type { StackResource, StackView } from "../core/stack-view";

/** How a resource says whose setting it is. */
export interface JoinSpec {
  /** Types of the settings resource, such as BucketVersioning. */
  readonly types: readonly string[];
  /** Its input that names the owner, such as `bucket`. */
  readonly by: string;
  /** The owner's properties that the input may equal, such as `bucket` and `id`. */
  readonly owner: readonly string[];
}

/**
 * The resources that set something for `owner`. In a preview the names are not known yet, but the engine says which resource an input was made from; a name
 * in plain text, on the other hand, has no such origin. So: by `propertyDependencies` first, by the name where that leaves the question open.
 */
export function siblingsOf(
  stack: StackView,
  owner: StackResource,
  { types, by, owner: keys }: JoinSpec,
): StackResource[] {
  return stack.ofType(...types).filter((sibling) => {
    const origins = sibling.dependenciesOf(by).filter(({ type }) => type === owner.type);
    const stated = sibling.text(by);
    const named = stated !== undefined && keys.some((key) => owner.text(key) === stated);
    if (origins.length === 1) return origins[0]?.urn === owner.urn;
    if (named) return true;
    // Made from several of the kind, and no name to tell them apart: it may be this one's.
    return stated === undefined && origins.some(({ urn }) => urn === owner.urn);
  });
}

/** The resources of some types that an input of `resource` means, by the same two ways. */
export function ownersOf(
  stack: StackView,
  resource: StackResource,
  join: Omit<JoinSpec, "types"> & { readonly ownerTypes: readonly string[] },
): StackResource[] {
  return stack
    .ofType(...join.ownerTypes)
    .filter((owner) =>
      siblingsOf(stack, owner, { types: [resource.type], by: join.by, owner: join.owner }).includes(resource),
    );
}

/** Properties of a bucket that its name or identity can be taken from. */
export const bucketKeys = ["id", "bucket", "arn"] as const;

/** The settings of a bucket that are resources of their own in `@pulumi/aws` v7. */
export function ofBucket(stack: StackView, bucket: StackResource, types: readonly string[]): StackResource[] {
  return siblingsOf(stack, bucket, { types, by: "bucket", owner: bucketKeys });
}
