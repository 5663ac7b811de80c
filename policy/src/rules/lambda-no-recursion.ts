import { defineRule } from "../core/define-rule";
import { entriesOf, valueAt } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { includesAction, isAdministrator, isUnscopedResource } from "../iam/actions";
import type { Statement } from "../iam/statement";
import { nameOf } from "../iam/tls-only";
import { triggersOf } from "../join/functions";
import { statementsOfRole } from "../join/role-statements";
import { bucketKeys, ownersOf } from "../join/siblings";

/** Variables that tell a function where its results go. */
const destinationName = /(dest|output|target|result|processed|thumb)/i;

/** A result is never taken for an upload: each would make the next, until the account's limit or its bill ends it. */
export const lambdaNoRecursion = defineRule({
  name: "lambda-no-recursion",
  description: "No Lambda function writes where it is triggered from.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    'Write results to another bucket, or below a prefix that the notification does not take in, and leave Lambda\'s recursion detection on "Terminate".',
  stack: (stack, inquiry) => {
    for (const config of stack.ofType(...types.functionRecursion)) {
      inquiry.whenKnown(config, "recursiveLoop", (loop) => {
        if (loop === "Allow") inquiry.violation(config, "switches Lambda's recursion detection off");
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
            inquiry.violation(fn, `is triggered by ${source.name} and told to write there (${variable})`);
          const roles = stack.ofType(...types.role).filter((role) => isRoleOf(stack, role, fn));
          const writing = roles
            .flatMap((role) => statementsOfRole(stack, role, inquiry))
            .find((statement) => writesWhere(statement, source, entries));
          if (writing !== undefined) {
            inquiry.violation(fn, `is triggered by ${source.name} and may write there (${writing.label} of its role)`);
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
    // The part of a key that is certain, both ways: one must be able to begin with the other.
    const written = name.slice(bucket.length + 1).replace(/[*?].*$/s, "");
    return entries.some((entry) => {
      const prefix = valueAt(entry, "filterPrefix");
      const watched = typeof prefix === "string" ? prefix : "";
      return written.startsWith(watched) || watched.startsWith(written);
    });
  });
}
