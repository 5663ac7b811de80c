import { AwsError } from "../http/aws-error";

/** A condition of a POST policy. */
export interface PostCondition {
  readonly operator: "eq" | "starts-with" | "content-length-range";
  /** The field in lower case; the smallest size of a `content-length-range`. */
  readonly name: string;
  readonly value: string;
  /** As the policy has it, in the form of a list. */
  readonly source: readonly unknown[];
}

interface PostPolicy {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly conditions: readonly PostCondition[];
}

const invalid = (reason: string) => new AwsError("InvalidPolicyDocument", `Invalid Policy: ${reason}`, 400);

/** `{ "acl": "private" }`. */
function simpleCondition(condition: object): PostCondition {
  const [[name, value] = ["", ""], ...others] = Object.entries(condition) as [string, unknown][];
  if (others.length > 0 || name === "") {
    throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  }
  if (typeof value !== "string") throw invalid("Invalid Simple-Condition: value must be a string.");
  return { operator: "eq", name: name.toLowerCase(), value, source: ["eq", `$${name}`, value] };
}

/** `["starts-with", "$key", "in/"]`. */
function listCondition(condition: readonly unknown[]): PostCondition {
  const [operator, a, b] = condition;
  const name = String(operator).toLowerCase();
  if (condition.length !== 3) throw invalid("Invalid Condition: a condition must have three elements.");
  if (name === "content-length-range") return { operator: name, name: String(a), value: String(b), source: condition };
  if (name !== "eq" && name !== "starts-with")
    throw invalid(`Invalid Condition: unknown operation '${String(operator)}'.`);
  if (typeof a !== "string" || typeof b !== "string")
    throw invalid("Invalid Condition: both operands must be strings.");
  // A field is named with one dollar sign; without it, or with two, the condition is of a field that no form has.
  const field = /^\$[^$]/.test(a) ? a.slice(1).toLowerCase() : "";
  return { operator: name, name: field, value: b, source: condition };
}

/** JSON with the escapes that policies have besides those of JSON: `\$` and `\v`. */
function parseJson(text: string): unknown {
  const json = text.replace(/\\([^])/g, (whole, c: string) => (c === "$" ? "$" : c === "v" ? "\\u000b" : whole));
  try {
    return JSON.parse(json);
  } catch {
    throw invalid("Invalid JSON.");
  }
}

/** Reads a policy from its base64. @throws AwsError `InvalidPolicyDocument`. */
export function readPolicy(encoded: string): PostPolicy {
  const policy = parseJson(Buffer.from(encoded, "base64").toString("utf8")) as
    { readonly expiration?: unknown; readonly conditions?: unknown } | undefined;
  const { expiration, conditions } = policy ?? {};
  if (expiration === undefined) throw invalid("Policy missing expiration.");
  const isIso = typeof expiration === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration);
  const expiresAt = isIso ? Date.parse(expiration) : NaN;
  if (Number.isNaN(expiresAt)) throw invalid(`Invalid 'expiration' value: ${JSON.stringify(expiration)}`);
  if (conditions === undefined) throw invalid("Policy missing conditions.");
  if (!Array.isArray(conditions)) throw invalid("Invalid 'conditions' value: must be a List.");
  const read = (conditions as unknown[]).map((condition) => {
    if (Array.isArray(condition)) return listCondition(condition);
    if (typeof condition === "object" && condition !== null) return simpleCondition(condition);
    throw invalid("Invalid Condition: it must be a list or an object.");
  });
  return { expiresAt, conditions: read };
}

/**
 * Whether a field meets a condition. A content type may be a list: each of it must begin as the condition says (S3 API
 * reference, "POST policy", condition matching).
 */
export function isMatch({ operator, name, value }: PostCondition, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  if (operator === "eq") return actual === value;
  const parts = name === "content-type" ? actual.split(",") : [actual];
  return parts.every((part) => part.startsWith(value));
}
