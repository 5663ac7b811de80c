import type { Condition } from "./statement";

/** An operator without its set prefix and `IfExists`, in lower case: `stringlike` of `ForAnyValue:StringLike`. */
export function baseOperator(operator: string): string {
  return operator
    .toLowerCase()
    .replace(/^for(any|all)values?:/, "")
    .replace(/ifexists$/, "");
}

/**
 * True where the condition is only met by a request that has the key. `…IfExists` and `ForAllValues:` are also met
 * without it, unless another condition of the statement demands the key: `Null` with "false".
 */
export function demandsKey({ operator, key }: Condition, all: readonly Condition[]): boolean {
  const isMetWithout = /^forallvalues:|ifexists$/i.test(operator);
  return !isMetWithout || all.some((other) => other.key === key && demandsPresence(other));
}

function demandsPresence({ operator, values }: Condition): boolean {
  return operator.toLowerCase() === "null" && values.length > 0 && values.every((value) => /^false$/i.test(value));
}

/** True for a condition of which nothing is known yet: it may restrict anything, and is judged once it is known. */
export function isUnknownCondition({ key, pending }: Condition): boolean {
  return key === "" && pending === true;
}

/** True for operators that compare texts or ARNs and are met by the listed values only. */
export function isPositiveComparison(operator: string): boolean {
  return /^(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)$/.test(baseOperator(operator));
}

/** The operator that is met where a negated one is not: `stringlike` of `StringNotLike`; undefined for others. */
export function negationOf(operator: string): string | undefined {
  const base = baseOperator(operator);
  if (base === "notipaddress") return "ipaddress";
  return /^(string|arn)not/.test(base) ? base.replace("not", "") : undefined;
}
