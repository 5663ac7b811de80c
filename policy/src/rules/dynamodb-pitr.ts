import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** The table can be had back as it was at any second of the last weeks. */
export const dynamodbPitr = defineRule({
  name: "dynamodb-pitr",
  description: "DynamoDB tables have point-in-time recovery.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.2"], cdkNag: ["AwsSolutions-DDB3"], checkov: ["CKV_AWS_28"] },
  remediationSteps: "Set pointInTimeRecovery.enabled to true.",
  resource: {
    types: types.table,
    check: (table, inquiry) =>
      inquiry.whenKnown(table, "pointInTimeRecovery.enabled", (enabled) => {
        if (enabled !== true) inquiry.violation(table, "has no point-in-time recovery");
      }),
  },
});
