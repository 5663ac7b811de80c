import { itemsOf, valueAt, type Plain } from "../core/plain-value";
import { types } from "../core/resource-types";
import type { ResourceView } from "../core/resource-view";
import type { RuleContext } from "../core/rule-context";
import { parseDocument } from "./parse-document";
import type { Statement } from "./statement";

/**
 * What a document controls: what a principal may do (`identity`), who may assume a role (`trust`), who may use a
 * resource (`resource`).
 */
type DocumentKind = "identity" | "trust" | "resource";

interface DocumentLocation {
  readonly types: readonly string[];
  readonly kind: DocumentKind;
  /** Path of the document; for a list of objects, path of the list. */
  readonly path: string;
  /** Path of the document inside each object of the list. */
  readonly inside?: string;
  /** True where the provider computes the property if the program does not set it. */
  readonly optional?: true;
}

/** Every property of every resource type that this pack knows to hold a policy document. */
const policyDocumentLocations: readonly DocumentLocation[] = [
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

/** The resource types that hold a document of one of these kinds. */
export function typesWithDocuments(...kinds: readonly DocumentKind[]): string[] {
  const locations = policyDocumentLocations.filter(({ kind }) => kinds.includes(kind));
  return [...new Set(locations.flatMap((location) => location.types))];
}

/** The documents of a resource, not parsed. */
export function documentsIn(resource: ResourceView, ...kinds: readonly DocumentKind[]): Plain[] {
  return policyDocumentLocations
    .filter(({ kind, types: holders }) => kinds.includes(kind) && holders.includes(resource.type))
    .filter(({ path, optional }) => optional === undefined || !resource.isComputed(path))
    .flatMap(({ path, inside }) => {
      const value = resource.get(path);
      if (inside === undefined) return [value];
      return itemsOf(value).map((item) => valueAt(item, inside));
    });
}

/**
 * The known statements of a resource's documents; unknown parts are noted as pending. An invalid document has none:
 * `iam-valid-document` reports it.
 */
export function statementsOf<C extends object, R extends ResourceView>(
  resource: R,
  context: RuleContext<C, R>,
  ...kinds: readonly DocumentKind[]
): Statement[] {
  return documentsIn(resource, ...kinds).flatMap((value) => {
    const document = parseDocument(value);
    if (document.kind === "pending") context.pending(resource, document.path);
    if (document.kind !== "read") return [];
    for (const path of document.statements.flatMap(({ pending }) => pending)) context.pending(resource, path);
    return document.statements;
  });
}
