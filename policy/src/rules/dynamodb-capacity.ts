import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import type { StackResource, StackView } from "../core/stack-view";

/** Capacity follows the demand. */
export const dynamodbCapacity = defineRule({
  name: "dynamodb-capacity",
  description: "DynamoDB tables are on demand or scale by themselves.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.1"], checkov: ["CKV2_AWS_16"] },
  remediationSteps: 'Set billingMode to "PAY_PER_REQUEST", or declare an appautoscaling Target for the table.',
  stack: (stack, inquiry) => {
    for (const table of stack.ofType(...types.table)) {
      inquiry.whenKnown(table, "billingMode", (mode) => {
        if (mode !== "PAY_PER_REQUEST" && !isScaled(stack, table)) inquiry.violation(table, "has a fixed capacity");
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
