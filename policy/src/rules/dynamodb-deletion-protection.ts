import { defineRule } from "../core/define-rule";
import { isProduction, productionSchema, type ProductionSettings } from "../core/production";
import { types } from "../core/tokens";

/** A destroy by mistake does not take the records along. */
export const dynamodbDeletionProtection = defineRule<ProductionSettings>({
  name: "dynamodb-deletion-protection",
  description: "In production DynamoDB tables are protected from deletion.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.6"] },
  remediationSteps: "Set deletionProtectionEnabled to true.",
  settings: productionSchema,
  resource: {
    types: types.table,
    check: (table, inquiry) => {
      if (!isProduction(table, inquiry.stackTags, inquiry.settings)) return;
      inquiry.whenKnown(table, "deletionProtectionEnabled", (isProtected) => {
        if (isProtected !== true) inquiry.violation(table, "can be deleted in production");
      });
    },
  },
});
