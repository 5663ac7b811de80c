import { defineRule } from "../../core/define-rule";
import { isProduction, productionSchema, type ProductionSettings } from "../../core/production";
import { types } from "../../core/resource-types";

export const cognitoDeletionProtection = defineRule<ProductionSettings>({
  name: "cognito-deletion-protection",
  description: "Production Cognito user pools have deletion protection.",
  why: "A deleted user pool takes all accounts of its users with it; passwords cannot be restored.",
  level: "mandatory",
  severity: "medium",
  controls: { partly: { "Cognito.6": "user pools that are not tagged as production" } },
  remediationSteps: 'Set deletionProtection to "ACTIVE".',
  settings: productionSchema,
  resource: {
    types: types.userPool,
    check: (pool, context) => {
      if (!isProduction(pool, context.stackTags, context.settings)) return;
      context.whenKnown(pool, "deletionProtection", (protection) => {
        if (protection !== "ACTIVE") context.violation(pool, "has no deletion protection in production");
      });
    },
  },
});
