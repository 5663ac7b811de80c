import { hasWildcard } from "../core/wildcard";
import { baseOperator, demandsKey, isPositiveComparison, isUnknownCondition } from "./condition-operators";
import type { Condition } from "./statement";

/** Condition keys that say which resources an action applies to. */
const resourceKey =
  /^(aws:resourcetag\/.|[a-z0-9-]+:(secretsmanager\/)?resourcetag\/.|s3:existingobjecttag\/.|kms:resourcealiases$|ecs:cluster$|lambda:functionarn$|rds:[a-z-]+tag\/.|iam:policyarn$)/;

/**
 * True where a condition limits an action to known resources. A key that the action does not have is never in a
 * request, so that the condition is never met: it is accepted where AWS's reference has no such list.
 */
export function namesResources(conditions: readonly Condition[], actionKeys?: readonly string[]): boolean {
  if (conditions.some(isUnknownCondition)) return true;
  return conditions.some(
    (condition) => isBounded(condition, conditions) && (actionKeys === undefined || hasKey(actionKeys, condition.key)),
  );
}

function isBounded(condition: Condition, all: readonly Condition[]): boolean {
  const { operator, key, values, pending } = condition;
  const isKnown = (value: string) => !hasWildcard(value) || value.replace(/^alias\/|[*?]/g, "").length >= 3;
  return (
    resourceKey.test(key) &&
    isPositiveComparison(baseOperator(operator)) &&
    demandsKey(condition, all) &&
    (values.length > 0 || pending === true) &&
    values.every(isKnown)
  );
}

/** The reference has `aws:resourcetag/${tagkey}` for a tag, and leaves it out for some types that have tags. */
function hasKey(actionKeys: readonly string[], key: string): boolean {
  const [name = ""] = key.split("/");
  return name === "aws:resourcetag" || actionKeys.some((each) => each.split("/")[0] === name);
}
