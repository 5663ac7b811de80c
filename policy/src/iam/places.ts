import { itemsOf, valueAt, type ResourceView } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";

/** What a document grants: to whom it is attached (`identity`), who may become a role (`trust`), who may use a resource (`resource`). */
export type PlaceKind = "identity" | "trust" | "resource";

interface Place {
  readonly types: readonly string[];
  readonly kind: PlaceKind;
  /** Path of the document; for lists of objects the list, and the path inside each. */
  readonly path: string;
  readonly inside?: string;
  /** True where the provider fills the property in, if the program does not state it. */
  readonly optional?: true;
}

/** Every property of every resource type of which this pack knows that it is a policy document. */
const places: readonly Place[] = [
  { types: types.role, kind: "trust", path: "assumeRolePolicy" },
  { types: types.role, kind: "identity", path: "inlinePolicies", inside: "policy", optional: true },
  { types: types.rolePolicy, kind: "identity", path: "policy" },
  { types: types.policy, kind: "identity", path: "policy" },
  { types: types.groupPolicy, kind: "identity", path: "policy" },
  { types: types.userPolicy, kind: "identity", path: "policy" },
  { types: types.bucketPolicy, kind: "resource", path: "policy" },
  { types: types.bucket, kind: "resource", path: "policy", optional: true },
  { types: types.queuePolicy, kind: "resource", path: "policy" },
  { types: types.queue, kind: "resource", path: "policy", optional: true },
  { types: types.topicPolicy, kind: "resource", path: "policy" },
  { types: types.topic, kind: "resource", path: "policy", optional: true },
  { types: types.keyPolicy, kind: "resource", path: "policy" },
  { types: types.key, kind: "resource", path: "policy", optional: true },
  { types: types.restApiPolicy, kind: "resource", path: "policy" },
  { types: types.restApi, kind: "resource", path: "policy", optional: true },
  { types: types.tableResourcePolicy, kind: "resource", path: "policy" },
];

/** The types that hold a document of one of these kinds. */
export function typesHolding(...kinds: readonly PlaceKind[]): string[] {
  return [...new Set(places.filter(({ kind }) => kinds.includes(kind)).flatMap((place) => place.types))];
}

/** The documents of a resource, as they stand there. */
export function documentsIn(resource: ResourceView, ...kinds: readonly PlaceKind[]): Plain[] {
  return places
    .filter(({ kind, types: holders }) => kinds.includes(kind) && holders.includes(resource.type))
    .filter(({ path, optional }) => optional === undefined || !resource.isComputed(path))
    .flatMap(({ path, inside }) => {
      const value = resource.get(path);
      if (inside === undefined) return [value];
      return isUnknown(value) ? [value] : itemsOf(value).map((item) => valueAt(item, inside));
    });
}
