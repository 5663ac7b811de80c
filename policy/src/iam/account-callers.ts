import { hasWildcard } from "../core/wildcard";
import { baseOperator, demandsKey, isPositiveComparison, isUnknownCondition } from "./condition-operators";
import { isTrue } from "./condition-values";
import type { Condition } from "./statement";

/** Keys that choose among the principals of an account that is named, and would say nothing of those of any account. */
const keysWithinAccount = /^(sts:externalid|sts:sourceidentity|aws:username|aws:sourceidentity|aws:principaltag\/.)/;

/** True where a condition names callers of an account that the statement names: a tag, an external id, or MFA. */
export function namesCallers(condition: Condition, all: readonly Condition[]): boolean {
  if (isUnknownCondition(condition)) return true;
  const { operator, key, values, pending } = condition;
  if (!demandsKey(condition, all) || (values.length === 0 && pending !== true)) return false;
  if (key === "aws:multifactorauthpresent") return baseOperator(operator) === "bool" && values.every(isTrue);
  const isKnown = (value: string) => !hasWildcard(value) || value.replace(/[*?]/g, "").length >= 3;
  return keysWithinAccount.test(key) && isPositiveComparison(operator) && values.every(isKnown);
}
