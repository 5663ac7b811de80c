import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const dynamodbCustomerKey = defineRule({
  name: "dynamodb-customer-key",
  description: "DynamoDB tables are encrypted with a customer managed KMS key.",
  why: "The policy of a customer managed key says who reads the table, and the key can be disabled.",
  level: "advisory",
  severity: "low",
  controls: { checkov: ["CKV_AWS_119"] },
  remediationSteps: "Set serverSideEncryption with enabled true and kmsKeyArn.",
  resource: {
    types: types.table,
    check: (table, context) =>
      context.whenKnown(table, "serverSideEncryption.enabled", (enabled) => {
        if (enabled !== true || !table.isSet("serverSideEncryption.kmsKeyArn"))
          context.violation(table, "is not encrypted with a customer managed key");
      }),
  },
});
