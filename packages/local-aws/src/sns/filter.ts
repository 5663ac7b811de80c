import type { SnsMessageAttributes } from "./message-attributes";

type Matcher =
  | string
  | number
  | { readonly prefix?: string; readonly "anything-but"?: readonly string[]; readonly exists?: boolean };

/** Operators of {@link filterMatches}. */
const operators = ["prefix", "anything-but", "exists"];

/** What is wrong with a filter policy: its form, or an operator that the embedded SNS does not have. */
export function filterProblem(policy: string | undefined): string | undefined {
  if (policy === undefined || policy === "") return undefined;
  let rules: unknown;
  try {
    rules = JSON.parse(policy);
  } catch {
    return "failed to parse JSON";
  }
  if (typeof rules !== "object" || rules === null || Array.isArray(rules)) return "expected a JSON object";
  for (const [name, matchers] of Object.entries(rules)) {
    if (!Array.isArray(matchers)) return `"${name}" must be an array`;
    for (const matcher of matchers as unknown[]) {
      const used = typeof matcher === "object" && matcher !== null ? Object.keys(matcher) : [];
      const unknown = used.find((operator) => !operators.includes(operator));
      if (unknown !== undefined) return `the embedded SNS does not have the operator ${unknown}`;
    }
  }
  return undefined;
}

function matches(matcher: Matcher, value: string | undefined): boolean {
  if (typeof matcher !== "object") return value === String(matcher);
  if (matcher.exists !== undefined) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  if (matcher.prefix !== undefined) return value.startsWith(matcher.prefix);
  return matcher["anything-but"]?.includes(value) === false;
}

/** Whether a message passes a filter policy: every attribute that the policy names must match one of its values. */
export function filterMatches(policy: string | undefined, attributes: SnsMessageAttributes): boolean {
  if (policy === undefined || policy === "") return true;
  const rules = JSON.parse(policy) as Record<string, readonly Matcher[]>;
  return Object.entries(rules).every(([name, matchers]) =>
    matchers.some((matcher) => matches(matcher, attributes[name]?.StringValue)),
  );
}
