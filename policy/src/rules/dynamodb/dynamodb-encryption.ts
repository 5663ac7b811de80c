import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { setInside } from "../../remediation/set-inside";

export const dynamodbEncryption = defineRule({
  name: "dynamodb-encryption",
  description: "DynamoDB tables are encrypted with a KMS key.",
  why: "Encryption uses a KMS key of the account, which can be audited, and not the key that DynamoDB owns.",
  level: "mandatory",
  severity: "medium",
  controls: { awsGuard: ["dynamodb-table-encryption-enabled"] },
  remediationSteps: "Set serverSideEncryption.enabled to true; kmsKeyArn selects a customer managed key.",
  resource: {
    types: types.table,
    check: (table, context) =>
      context.whenKnown(table, "serverSideEncryption.enabled", (enabled) => {
        if (enabled !== true) context.violation(table, "has no server-side encryption with a KMS key");
      }),
  },
  remediate: {
    types: types.table,
    does: "sets serverSideEncryption.enabled, which uses DynamoDB's KMS key of the account",
    apply: (props) => setInside(props, "serverSideEncryption", "enabled", true),
  },
});
