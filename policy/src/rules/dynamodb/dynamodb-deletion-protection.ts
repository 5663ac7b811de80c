import { defineRule } from "../../core/define-rule";
import { isProduction, productionSchema, type ProductionSettings } from "../../core/production";
import { types } from "../../core/resource-types";

export const dynamodbDeletionProtection = defineRule<ProductionSettings>({
  name: "dynamodb-deletion-protection",
  description: "Production DynamoDB tables have deletion protection.",
  why: "An accidental destroy does not delete production data.",
  level: "mandatory",
  severity: "medium",
  controls: { partly: { "DynamoDB.6": "tables that are not tagged as production" } },
  remediationSteps: "Set deletionProtectionEnabled to true.",
  settings: productionSchema,
  resource: {
    types: types.table,
    check: (table, context) => {
      if (!isProduction(table, context.stackTags, context.settings)) return;
      context.whenKnown(table, "deletionProtectionEnabled", (isProtected) => {
        if (isProtected !== true) context.violation(table, "has no deletion protection in production");
      });
    },
  },
});
