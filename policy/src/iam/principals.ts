import type { Condition, Statement } from "./statement";

/**
 * True where the statement allows any principal: `*` or NotPrincipal, without a condition that restricts the caller.
 */
export function isPublic(statement: Statement): boolean {
  if (statement.effect !== "Allow") return false;
  const anyPrincipal = statement.principals.some(({ id }) => id === "*") || statement.notPrincipals.length > 0;
  return anyPrincipal && !statement.conditions.some(restrictsCaller);
}

/** Condition keys that identify the caller or its source and that a caller cannot choose. */
const accountKeys = [
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:resourceaccount",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
];
const arnKeys = ["aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"];
const addressKeys = ["aws:sourceip", "aws:vpcsourceip"];

/**
 * True where a condition restricts the statement to known callers. Negated operators, `…IfExists` and `ForAllValues:`
 * also match requests without the key, and a value that is only wildcards matches every caller.
 */
export function restrictsCaller({ operator, key, values }: Condition): boolean {
  const bare = operator.toLowerCase().replace(/^foranyvalue:/, "");
  if (bare.includes("not") || bare.endsWith("ifexists") || values.length === 0) return false;
  if (accountKeys.includes(key))
    return /^string(equals|like)/.test(bare) && values.every((value) => /^[^*?]+/.test(value));
  if (arnKeys.includes(key)) return /^(string|arn)(equals|like)/.test(bare) && values.every(identifiesSource);
  if (addressKeys.includes(key)) return bare === "ipaddress" && values.every(isNarrowAddress);
  return false;
}

/** True for an ARN with an account or, where the service has none in its ARNs as S3 does, a resource. */
export function identifiesSource(arn: string): boolean {
  const [prefix, , , , account = "", ...resource] = arn.split(":");
  if (prefix !== "arn") return false;
  const isLiteral = (part: string) => /^[^*?]/.test(part);
  return isLiteral(account) || (account === "" && isLiteral(resource.join(":")));
}

/** Shortest accepted prefixes, in bits: S3 also treats a wider range as public. */
const minPrefixBits = { v4: 8, v6: 32 };

function isNarrowAddress(range: string): boolean {
  const [address = "", prefix] = range.split("/");
  const isV6 = address.includes(":");
  const bits = prefix === undefined ? (isV6 ? 128 : 32) : Number(prefix);
  return bits >= (isV6 ? minPrefixBits.v6 : minPrefixBits.v4);
}
