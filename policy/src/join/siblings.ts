import type { StackResource, StackView } from "../core/stack-view";

/** How a settings resource refers to its owner. */
export interface JoinSpec {
  /** Types of the settings resource, such as BucketVersioning. */
  readonly types: readonly string[];
  /** Path of its input that names the owner, such as `bucket`. */
  readonly by: string;
  /** The owner's properties that the input may equal, such as `bucket` and `id`. */
  readonly owner: readonly string[];
}

/**
 * The settings resources of `owner`. In a preview names are unknown, but the engine reports which resource an input is
 * made from; a literal name, on the other hand, has no such origin. So they are joined by `propertyDependencies` first,
 * and by name where that is not conclusive.
 */
export function siblingsOf(
  stack: StackView,
  owner: StackResource,
  { types, by, owner: keys }: JoinSpec,
): StackResource[] {
  return stack.ofType(...types).filter((sibling) => {
    const origins = sibling.dependenciesOf(by.split(".")[0] ?? by).filter(({ type }) => type === owner.type);
    const stated = sibling.text(by);
    const named = stated !== undefined && keys.some((key) => owner.text(key) === stated);
    if (origins.length === 1) return origins[0]?.urn === owner.urn;
    if (named) return true;
    // Made from several resources of the type, and without a known name: it may belong to this one.
    return stated === undefined && origins.some(({ urn }) => urn === owner.urn);
  });
}

/** The resources of some types that an input of `resource` refers to, joined in the same way. */
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

/** Properties of a bucket that other resources refer to it by. */
export const bucketKeys = ["id", "bucket", "arn"] as const;

/** The settings of a bucket that are separate resources in `@pulumi/aws` v7. */
export function ofBucket(stack: StackView, bucket: StackResource, types: readonly string[]): StackResource[] {
  return siblingsOf(stack, bucket, { types, by: "bucket", owner: bucketKeys });
}
