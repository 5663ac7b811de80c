import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const dynamodbPitr = defineRule({
  name: "dynamodb-pitr",
  description: "DynamoDB tables have point-in-time recovery.",
  why: "Point-in-time recovery restores a table to any second of the last 35 days.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.2"], cdkNag: ["AwsSolutions-DDB3"], checkov: ["CKV_AWS_28"] },
  remediationSteps: "Set pointInTimeRecovery.enabled to true.",
  resource: {
    types: types.table,
    check: (table, context) =>
      context.whenKnown(table, "pointInTimeRecovery.enabled", (enabled) => {
        if (enabled !== true) context.violation(table, "has no point-in-time recovery");
      }),
  },
});
