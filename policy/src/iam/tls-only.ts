import { matchesWildcard } from "../core/wildcard";
import { includesAction } from "./actions";
import type { Statement } from "./statement";

/**
 * True where the statement refuses `action` (such as `s3:*`) to everybody who comes without TLS. A further condition, an exception of principals or a list of
 * fewer actions would leave a way in.
 */
export function refusesPlaintext(statement: Statement, action: string): boolean {
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

/** True where a resource pattern of a statement takes in an ARN; partition, region and account are not compared. */
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
