import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const kmsLockoutCheck = defineRule({
  name: "kms-lockout-check",
  description: "KMS keys are created with the check of their policy.",
  why: "Without the check a key policy can exclude everyone who could change it; such a key can then neither be managed nor deleted.",
  level: "mandatory",
  severity: "medium",
  controls: { pulumi: ["aws-kms-key-disallow-bypass-policy-lockout-safety-check"] },
  remediationSteps:
    "Remove bypassPolicyLockoutSafetyCheck, and grant the account's root or an administrator kms:PutKeyPolicy.",
  resource: {
    types: [...types.key, ...types.keyPolicy, ...types.otherKeys],
    check: (key, context) =>
      context.whenKnown(key, "bypassPolicyLockoutSafetyCheck", (bypassed) => {
        if (bypassed === true) context.violation(key, "bypasses the check of its policy");
      }),
  },
  remediate: {
    types: [...types.key, ...types.keyPolicy, ...types.otherKeys],
    does: "removes bypassPolicyLockoutSafetyCheck; KMS then refuses a policy that locks everyone out",
    apply: (props) => {
      delete props["bypassPolicyLockoutSafetyCheck"];
    },
  },
});
