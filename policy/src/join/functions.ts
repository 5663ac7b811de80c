import { itemsOf, valueAt, type Plain } from "../core/plain-value";
import { types } from "../core/resource-types";
import type { StackResource, StackView } from "../core/stack-view";

/** Properties of a function that other resources refer to it by. */
export const functionKeys = ["name", "arn", "id", "invokeArn", "qualifiedArn"] as const;

/** The entries of a bucket's notification that invoke a function. */
function notificationsOf(notification: StackResource, fn: StackResource): readonly Plain[] {
  const entries = itemsOf(notification.get("lambdaFunctions"));
  const arn = fn.text("arn");
  const named = entries.filter((entry) => arn !== undefined && valueAt(entry, "lambdaFunctionArn") === arn);
  if (named.length > 0) return named;
  // For unknown ARNs the engine still reports which resources they are made from.
  const origins = notification.dependenciesOf("lambdaFunctions");
  return origins.some(({ urn }) => urn === fn.urn) && arn === undefined ? entries : [];
}

/** The bucket notifications that invoke a function, each with the entries that do. */
export function triggersOf(
  stack: StackView,
  fn: StackResource,
): { notification: StackResource; entries: readonly Plain[] }[] {
  return stack
    .ofType(...types.bucketNotification)
    .map((notification) => ({ notification, entries: notificationsOf(notification, fn) }))
    .filter(({ entries }) => entries.length > 0);
}
