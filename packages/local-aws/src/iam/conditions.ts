import { BlockList, isIPv6 } from "node:net";

import { globMatches } from "./policy";
import { many, type Statement } from "./policy";

/** Values of a request's condition keys; the keys are in lower case (`aws:securetransport`). */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

type Compare = (actual: string, expected: string) => boolean;

/** ARNs are compared part by part: a wildcard does not match a colon, except in the last part. */
const arnMatches: Compare = (actual, expected) => {
  const [a, e] = [actual.split(":"), expected.split(":")];
  const [tailA, tailE] = [a.splice(5).join(":"), e.splice(5).join(":")];
  return a.length === e.length && e.every((part, i) => globMatches(part, a[i] ?? "")) && globMatches(tailE, tailA);
};

const inNetwork: Compare = (actual, expected) => {
  const [address = "", bits] = expected.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (isIPv6(actual) !== (family === "ipv6")) return false;
  const network = new BlockList();
  network.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  return network.check(actual, family);
};

const positive: Readonly<Record<string, Compare>> = {
  StringEquals: (a, e) => a === e,
  StringEqualsIgnoreCase: (a, e) => a.toLowerCase() === e.toLowerCase(),
  StringLike: (a, e) => globMatches(e, a),
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  NumericEquals: (a, e) => Number(a) === Number(e),
  NumericLessThan: (a, e) => Number(a) < Number(e),
  NumericLessThanEquals: (a, e) => Number(a) <= Number(e),
  NumericGreaterThan: (a, e) => Number(a) > Number(e),
  NumericGreaterThanEquals: (a, e) => Number(a) >= Number(e),
  DateEquals: (a, e) => Date.parse(a) === Date.parse(e),
  DateLessThan: (a, e) => Date.parse(a) < Date.parse(e),
  DateLessThanEquals: (a, e) => Date.parse(a) <= Date.parse(e),
  DateGreaterThan: (a, e) => Date.parse(a) > Date.parse(e),
  DateGreaterThanEquals: (a, e) => Date.parse(a) >= Date.parse(e),
  Bool: (a, e) => a.toLowerCase() === e.toLowerCase(),
  IpAddress: inNetwork,
};

/** Operators that hold if no value matches, with the operator that each one negates. */
const negative: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
};

/** Operators that {@link conditionHolds} supports. */
export const conditionOperators: ReadonlySet<string> = new Set([
  ...Object.keys(positive),
  ...Object.keys(negative),
  "Null",
]);

function keyHolds(
  operator: string,
  expected: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  const quantifier = /^For(All|Any)Values?:/.exec(operator)?.[1];
  const ifExists = operator.endsWith("IfExists");
  const base = operator.replace(/^For(All|Any)Values?:/, "").replace(/IfExists$/, "");
  if (base === "Null") return String(actual === undefined) === expected[0];
  const negated = negative[base];
  const compare = positive[negated ?? base];
  if (compare === undefined) return false;
  if (actual === undefined) {
    if (quantifier === "Any") return ifExists;
    return ifExists || negated !== undefined || quantifier === "All";
  }
  const matches = (value: string) => expected.some((e) => compare(value, e)) !== (negated !== undefined);
  return quantifier === "All" ? many(actual).every(matches) : many(actual).some(matches);
}

/**
 * Whether every condition of a statement holds for a request. A positive operator does not hold for a missing key, as
 * in IAM.
 */
export function conditionHolds(
  condition: Statement["Condition"],
  context: RequestContext,
  /** Replaces the variables of a value; undefined where the request has no value for one. */
  expand: (value: string) => string | undefined = (value) => value,
): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const expected = many<string | boolean | number>(values).map((value) => expand(String(value)));
      return keyHolds(
        operator,
        expected.filter((value) => value !== undefined),
        context[key.toLowerCase()],
      );
    }),
  );
}
