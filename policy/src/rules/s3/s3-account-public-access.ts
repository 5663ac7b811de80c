import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** Without a value the provider switches them off. */
const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const s3AccountPublicAccess = defineRule({
  name: "s3-account-public-access",
  description: "The account's block of public access to S3 is complete.",
  why: "The account's block protects the buckets that no program has declared, too.",
  level: "mandatory",
  severity: "critical",
  controls: { partly: { "S3.1": "only where the program declares the account's AccountPublicAccessBlock" } },
  remediationSteps: `Set ${flags.join(", ")} of the AccountPublicAccessBlock to true.`,
  resource: {
    types: types.accountPublicAccess,
    check: (block, context) => {
      const open: string[] = [];
      for (const flag of flags) {
        context.whenKnown(block, flag, (value) => {
          if (value !== true) open.push(flag);
        });
      }
      if (open.length > 0) context.violation(block, `opens the account: ${open.join(", ")} not true`);
    },
  },
  remediate: {
    types: types.accountPublicAccess,
    does: "sets the four blocks of an AccountPublicAccessBlock",
    apply: (props) => {
      for (const flag of flags) props[flag] = true;
    },
  },
});
