import { defineRule } from "../../core/define-rule";
import { isProduction, productionSchema, type ProductionSettings } from "../../core/production";
import { types } from "../../core/resource-types";

export const s3ProtectData = defineRule<ProductionSettings>({
  name: "s3-protect-data",
  description: "Production S3 buckets do not set forceDestroy.",
  why: "With forceDestroy a destroy deletes every object of a production bucket.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps: "Remove forceDestroy, or set it to false.",
  settings: productionSchema,
  resource: {
    types: types.bucket,
    check: (bucket, context) => {
      if (!isProduction(bucket, context.stackTags, context.settings)) return;
      context.whenKnown(bucket, "forceDestroy", (forceDestroy) => {
        if (forceDestroy === true) context.violation(bucket, "sets forceDestroy in production");
      });
    },
  },
});
