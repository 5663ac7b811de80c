import type { Condition, Statement } from "./statement";

/** True where anybody may use what the statement allows: `*` as principal, or all but some, and no condition that says whom. */
export function isPublic(statement: Statement): boolean {
  if (statement.effect !== "Allow") return false;
  const anybody = statement.principals.some(({ id }) => id === "*") || statement.notPrincipals.length > 0;
  return anybody && !statement.conditions.some(namesCaller);
}

/** Condition keys of which the request's maker is not the master, and that say where it comes from or for whom it acts. */
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
 * True where a condition holds for known callers only. Negated operators, `…IfExists` and `ForAllValues:` let a request pass that lacks the key, and a value of
 * wildcards alone says nothing.
 */
export function namesCaller({ operator, key, values }: Condition): boolean {
  const bare = operator.toLowerCase().replace(/^foranyvalue:/, "");
  if (bare.includes("not") || bare.endsWith("ifexists") || bare.startsWith("forallvalues:") || values.length === 0)
    return false;
  if (accountKeys.includes(key))
    return /^string(equals|like)/.test(bare) && values.every((value) => /^[^*?]+/.test(value));
  if (arnKeys.includes(key)) return /^(string|arn)(equals|like)/.test(bare) && values.every(namesArn);
  if (addressKeys.includes(key)) return bare === "ipaddress" && values.every(isNarrowAddress);
  return false;
}

/** An ARN that states its account or, as S3's do not, its resource. */
export function namesArn(arn: string): boolean {
  const [prefix, , , , account = "", ...resource] = arn.split(":");
  if (prefix !== "arn") return false;
  const stated = (part: string) => /^[^*?]/.test(part);
  return stated(account) || (account === "" && stated(resource.join(":")));
}

/** Shortest prefixes that still name somebody's network: what is wider counts as the whole internet, as S3 counts it. */
const minPrefixBits = { v4: 8, v6: 32 };

function isNarrowAddress(range: string): boolean {
  const [address = "", prefix] = range.split("/");
  const isV6 = address.includes(":");
  const bits = prefix === undefined ? (isV6 ? 128 : 32) : Number(prefix);
  return bits >= (isV6 ? minPrefixBits.v6 : minPrefixBits.v4);
}
