import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown, type Plain, valueAt } from "../../core/plain-value";
import type { StackResource, StackView } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { includesAction, isAdministrator } from "../../iam/actions";
import { isUnscopedResource } from "../../iam/resource-scope";
import type { Statement } from "../../iam/statement";
import { nameOf } from "../../iam/tls-only";
import { triggersOf } from "../../join/functions";
import { statementsOfRole } from "../../join/role-statements";
import { bucketKeys, ownersOf } from "../../join/siblings";

/** Names of variables that configure a function's output. */
const destinationName = /(dest|output|target|result|processed|thumb)/i;

export const lambdaNoRecursion = defineRule({
  name: "lambda-no-recursion",
  description: "Lambda functions do not write to the location that triggers them.",
  why: "A function that writes to the location that triggers it invokes itself without end.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    "Write results to another bucket, or under a prefix outside the notification's filter, and leave Lambda's recursion detection on \"Terminate\".",
  stack: (stack, context) => {
    for (const config of stack.ofType(...types.functionRecursion)) {
      context.whenKnown(config, "recursiveLoop", (loop) => {
        if (loop === "Allow") context.violation(config, "disables Lambda's recursion detection");
      });
    }
    for (const fn of stack.ofType(...types.function)) {
      for (const { notification, entries } of triggersOf(stack, fn)) {
        for (const source of ownersOf(stack, notification, {
          ownerTypes: types.bucket,
          by: "bucket",
          owner: bucketKeys,
        })) {
          const variable = destinationVariable(fn, source);
          if (variable !== undefined)
            context.violation(fn, `is triggered by ${source.name} and configured to write to it (${variable})`);
          const roles = stack.ofType(...types.role).filter((role) => isRoleOf(stack, role, fn));
          const writing = roles
            .flatMap((role) => statementsOfRole(stack, role, context))
            .find((statement) => writesWhere(statement, source, entries));
          if (writing !== undefined) {
            context.violation(
              fn,
              `is triggered by ${source.name} and allowed to write to it (${writing.label} of its role)`,
            );
          }
        }
      }
    }
  },
});

function isRoleOf(stack: StackView, role: StackResource, fn: StackResource): boolean {
  return ownersOf(stack, fn, { ownerTypes: types.role, by: "role", owner: ["arn"] }).includes(role);
}

function destinationVariable(fn: StackResource, source: StackResource): string | undefined {
  const origins = fn.dependenciesOf("environment").filter(({ type }) => type === source.type);
  const onlyFromSource = origins.length > 0 && origins.every(({ urn }) => urn === source.urn);
  const names = bucketKeys.map((key) => source.text(key));
  const isSource = (value: Plain) =>
    isUnknown(value) ? onlyFromSource : typeof value === "string" && names.includes(value);
  const variables = entriesOf(fn.get("environment.variables"));
  return variables.find(([name, value]) => destinationName.test(name) && isSource(value))?.[0];
}

function writesWhere(statement: Statement, source: StackResource, entries: readonly Plain[]): boolean {
  const bucket = source.text("bucket") ?? source.text("id");
  if (bucket === undefined || statement.effect !== "Allow" || isAdministrator(statement)) return false;
  if (!includesAction(statement, "s3:PutObject")) return false;
  return statement.resources.some((resource) => {
    const name = nameOf(resource);
    if (isUnscopedResource(resource) || !name.startsWith(`${bucket}/`)) return false;
    // The literal prefixes overlap if one begins with the other.
    const written = name.slice(bucket.length + 1).replace(/[*?].*$/s, "");
    return entries.some((entry) => {
      const prefix = valueAt(entry, "filterPrefix");
      const watched = typeof prefix === "string" ? prefix : "";
      return written.startsWith(watched) || watched.startsWith(written);
    });
  });
}
