import { matchesWildcard } from "../core/wildcard";
import { includesAction } from "./actions";
import type { Condition, Principal, Statement } from "./statement";

/**
 * True where the statement denies `action` (such as `s3:*`) to every principal without TLS; undefined where that
 * depends on parts that are unknown. A further condition, excluded principals or fewer actions would leave some
 * requests without TLS allowed.
 */
export function deniesPlaintext(statement: Statement, action: string): boolean | undefined {
  const { effect, notActions, principals, notPrincipals, conditions } = statement;
  if (effect !== "Deny" || notPrincipals.length > 0 || notActions.length > 0) return false;
  const isUnknownIn = (element: string) =>
    statement.pending.some((path) => new RegExp(`\\.${element}(\\W|$)`, "i").test(path));
  const parts = [
    principals.some(isEveryone) || (isUnknownIn("Principal") ? undefined : false),
    includesAction(statement, action) || (isUnknownIn("Action") ? undefined : false),
    ...(conditions.length > 0 ? conditions.map(isWithoutTls) : [false]),
  ];
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function isEveryone({ kind, id }: Principal): boolean {
  return id === "*" && (kind === "*" || kind.toUpperCase() === "AWS");
}

/** True where a condition is met by all requests without TLS; undefined where that is unknown. */
function isWithoutTls({ operator, key, values, pending }: Condition): boolean | undefined {
  const mayBe = (operator === "" && pending) || /^bool(ifexists)?$/i.test(operator);
  if (!mayBe || (key !== "aws:securetransport" && !(key === "" && pending)) || !values.every(isFalse)) return false;
  if (pending) return undefined;
  return values.length > 0;
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
