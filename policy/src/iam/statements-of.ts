import type { Inquiry } from "../core/inquiry";
import type { ResourceView } from "../core/resource-view";
import { parseDocument } from "./parse-document";
import { documentsIn, type PlaceKind } from "./places";
import type { Statement } from "./statement";

/**
 * The statements of a resource's documents as far as they are known; what is not known is noted as pending. A document that cannot be read has none here:
 * `iam-valid-document` speaks of it.
 */
export function statementsOf<C extends object, R extends ResourceView>(
  resource: R,
  inquiry: Inquiry<C, R>,
  ...kinds: readonly PlaceKind[]
): Statement[] {
  return documentsIn(resource, ...kinds).flatMap((value) => {
    const document = parseDocument(value);
    if (document.kind === "pending") inquiry.pending(resource, document.path);
    if (document.kind !== "read") return [];
    for (const path of document.statements.flatMap(({ pending }) => pending)) inquiry.pending(resource, path);
    return document.statements;
  });
}
