import { isUnknown, itemsOf, valueAt, type Plain } from "../core/plain-value";
import type { ResourceView } from "../core/resource-view";
import type { RuleContext } from "../core/rule-context";
import { documentLocations, locationsOf, type DocumentKind, type Owner } from "./document-locations";
import { parseDocument } from "./parse-document";
import type { Statement } from "./statement";

/** The resource types that hold a document of one of these kinds. */
export function typesWithDocuments(...kinds: readonly DocumentKind[]): string[] {
  const locations = documentLocations.filter(({ kind }) => kinds.includes(kind));
  return [...new Set(locations.flatMap((location) => location.types))];
}

/** The resource types with a document about who may use a resource: of an owner, or of those without a rule. */
export function typesWithAccess(...owners: readonly (Owner | undefined)[]): string[] {
  const locations = documentLocations.filter(({ kind, owner }) => kind === "resource" && owners.includes(owner));
  return [...new Set(locations.flatMap((location) => location.types))];
}

/** The documents of a resource, not parsed. */
export function documentsIn(resource: ResourceView, ...kinds: readonly DocumentKind[]): Plain[] {
  return locationsOf(resource.type)
    .filter(({ kind }) => kinds.includes(kind))
    .filter(({ path, optional }) => optional === undefined || !resource.isComputed(path))
    .filter(({ only }) => only === undefined || only.values.includes(resource.text(only.path) ?? only.values[0] ?? ""))
    .flatMap(({ path, inside }) => {
      const value = resource.get(path);
      if (inside === undefined) return [value];
      return itemsOf(value).map((item) => (isUnknown(item) ? item : valueAt(item, inside)));
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
    for (const path of [...document.pending, ...document.statements.flatMap(({ pending }) => pending)])
      context.pending(resource, path);
    return document.statements;
  });
}
