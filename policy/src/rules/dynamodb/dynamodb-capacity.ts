import { defineRule } from "../../core/define-rule";
import { isUnknown } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import type { StackResource, StackView } from "../../core/stack-view";

export const dynamodbCapacity = defineRule({
  name: "dynamodb-capacity",
  description: "DynamoDB tables have on-demand or auto-scaled capacity.",
  why: "Provisioned capacity that does not follow the load throttles at its peak, or is paid for while nothing uses it.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.1"], checkov: ["CKV2_AWS_16"] },
  remediationSteps:
    'Set billingMode to "PAY_PER_REQUEST", or declare an appautoscaling Target and Policy for the read and the write capacity of the table.',
  stack: (stack, context) => {
    for (const table of stack.ofType(...types.table)) {
      context.whenKnown(table, "billingMode", (mode) => {
        if (mode !== "PAY_PER_REQUEST" && !isScaled(stack, table)) context.violation(table, "has fixed capacity");
      });
    }
  },
});

const dimensions = ["dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"];

/** A table scales where both capacities have a target, and each a policy. */
function isScaled(stack: StackView, table: StackResource): boolean {
  return [types.scalingTarget, types.scalingPolicy].every((kind) => {
    const own = stack.ofType(...kind).filter((each) => isFor(each, table));
    const covered = own.map((each) => each.get("scalableDimension"));
    return dimensions.every((dimension) => covered.some((one) => one === dimension || isUnknown(one)));
  });
}

function isFor(scaling: StackResource, table: StackResource): boolean {
  const namespace = scaling.get("serviceNamespace");
  if (namespace !== "dynamodb" && !isUnknown(namespace)) return false;
  // A policy's resource id is an output of its target.
  if (originsOf(scaling).some(({ urn }) => urn === table.urn)) return true;
  return scaling.text("resourceId") === `table/${table.text("name") ?? ""}`;
}

function originsOf(scaling: StackResource): StackResource[] {
  const direct = scaling.dependenciesOf("resourceId");
  return [...direct, ...direct.flatMap((each) => each.dependenciesOf("resourceId"))];
}
