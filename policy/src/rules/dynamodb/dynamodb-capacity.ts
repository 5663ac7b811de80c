import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import type { StackResource, StackView } from "../../core/stack-view";

export const dynamodbCapacity = defineRule({
  name: "dynamodb-capacity",
  description: "DynamoDB tables have on-demand or auto-scaled capacity.",
  why: "Provisioned capacity that does not follow the load throttles at its peak, or is paid for while nothing uses it.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.1"], checkov: ["CKV2_AWS_16"] },
  remediationSteps: 'Set billingMode to "PAY_PER_REQUEST", or declare an appautoscaling Target for the table.',
  stack: (stack, context) => {
    for (const table of stack.ofType(...types.table)) {
      context.whenKnown(table, "billingMode", (mode) => {
        if (mode !== "PAY_PER_REQUEST" && !isScaled(stack, table)) context.violation(table, "has fixed capacity");
      });
    }
  },
});

function isScaled(stack: StackView, table: StackResource): boolean {
  return stack.ofType(...types.scalingTarget).some((target) => {
    if (target.get("serviceNamespace") !== "dynamodb") return false;
    if (target.dependenciesOf("resourceId").some(({ urn }) => urn === table.urn)) return true;
    return target.text("resourceId") === `table/${table.text("name") ?? ""}`;
  });
}
