import { defineRule } from "../core/define-rule";
import { isProduction, productionSchema, type ProductionSettings } from "../core/production";
import { types } from "../core/tokens";

/** A destroy does not take the pictures along. */
export const s3ProtectData = defineRule<ProductionSettings>({
  name: "s3-protect-data",
  description: "In production no S3 bucket is emptied when it is destroyed.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps: "Leave forceDestroy out, or set it to false.",
  settings: productionSchema,
  resource: {
    types: types.bucket,
    check: (bucket, inquiry) => {
      if (!isProduction(bucket, inquiry.stackTags, inquiry.settings)) return;
      inquiry.whenKnown(bucket, "forceDestroy", (forceDestroy) => {
        if (forceDestroy === true) inquiry.violation(bucket, "has forceDestroy in production");
      });
    },
  },
});
