import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** Without a value AWS switches them on. */
const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const s3AccessPointBlock = defineRule({
  name: "s3-access-point-block",
  description: "S3 access points block public access.",
  why: "The block of an access point cannot be changed once it exists.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["S3.19", "S3.24"], checkov: ["CKV_AWS_392"] },
  remediationSteps: `Leave the public access block of the access point out, or set ${flags.join(", ")} to true.`,
  resource: {
    types: [...types.accessPoint, ...types.multiRegionAccessPoint],
    check: (point, context) => {
      const isRegional = (types.accessPoint as readonly string[]).includes(point.type);
      const path = isRegional ? "publicAccessBlockConfiguration" : "details.publicAccessBlock";
      const open: string[] = [];
      for (const flag of flags) {
        context.whenKnown(point, `${path}.${flag}`, (value) => {
          if (value === false) open.push(flag);
        });
      }
      if (open.length > 0) context.violation(point, `does not block public access: ${open.join(", ")} not true`);
    },
  },
});
