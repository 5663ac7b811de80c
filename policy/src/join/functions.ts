import { itemsOf, valueAt } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/tokens";

/** Properties of a function that others name it by. */
export const functionKeys = ["name", "arn", "id", "invokeArn", "qualifiedArn"] as const;

/** The entries of a bucket's notification that invoke a function. */
export function notificationsOf(notification: StackResource, fn: StackResource): readonly Plain[] {
  const entries = itemsOf(notification.get("lambdaFunctions"));
  const arn = fn.text("arn");
  const named = entries.filter((entry) => arn !== undefined && valueAt(entry, "lambdaFunctionArn") === arn);
  if (named.length > 0) return named;
  // ARNs that are not known yet: the engine knows what they are made from.
  const origins = notification.dependenciesOf("lambdaFunctions").filter(({ type }) => type === fn.type);
  return origins.some(({ urn }) => urn === fn.urn) && arn === undefined ? entries : [];
}

/** The buckets whose notifications invoke a function, each with the entries that do. */
export function triggersOf(
  stack: StackView,
  fn: StackResource,
): { notification: StackResource; entries: readonly Plain[] }[] {
  return stack
    .ofType(...types.bucketNotification)
    .map((notification) => ({ notification, entries: notificationsOf(notification, fn) }))
    .filter(({ entries }) => entries.length > 0);
}
