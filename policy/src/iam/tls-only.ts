import { matchesWildcard } from "../core/wildcard";
import { includesAction } from "./actions";
import type { Statement } from "./statement";

/**
 * True where the statement denies `action` (such as `s3:*`) to every principal without TLS. A further condition,
 * excluded principals or fewer actions would leave some requests without TLS allowed.
 */
export function deniesPlaintext(statement: Statement, action: string): boolean {
  const { effect, notActions, principals, notPrincipals, conditions } = statement;
  return (
    effect === "Deny" &&
    notPrincipals.length === 0 &&
    principals.some(({ kind, id }) => id === "*" && (kind === "*" || kind.toUpperCase() === "AWS")) &&
    notActions.length === 0 &&
    includesAction(statement, action) &&
    conditions.length > 0 &&
    conditions.every(
      ({ operator, key, values }) =>
        /^bool(ifexists)?$/i.test(operator) &&
        key === "aws:securetransport" &&
        values.every(isFalse) &&
        values.length > 0,
    )
  );
}

/**
 * True where a resource pattern of a statement matches a resource name; partition, region and account are not compared.
 */
export function coversName(pattern: string, name: string): boolean {
  return matchesWildcard(nameOf(pattern), name);
}

/** "bucket/*" of "arn:aws:s3:::bucket/*". */
export function nameOf(arn: string): string {
  return arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn;
}

function isFalse(value: string): boolean {
  return value.toLowerCase() === "false";
}
