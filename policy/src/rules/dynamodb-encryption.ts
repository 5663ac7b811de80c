import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Encryption with a key that can be audited is stated, not left to the key that DynamoDB shares among all accounts. */
export const dynamodbEncryption = defineRule({
  name: "dynamodb-encryption",
  description: "DynamoDB tables state their server-side encryption.",
  level: "mandatory",
  severity: "medium",
  controls: { checkov: ["CKV_AWS_119"], others: ["AWSGuard"] },
  remediationSteps: "Set serverSideEncryption.enabled to true; kmsKeyArn names a key of your own.",
  resource: {
    types: types.table,
    check: (table, inquiry) =>
      inquiry.whenKnown(table, "serverSideEncryption.enabled", (enabled) => {
        if (enabled !== true) inquiry.violation(table, "states no server-side encryption");
      }),
  },
});
