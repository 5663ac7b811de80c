import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { isPublic } from "../iam/principals";
import { statementsOf } from "../iam/statements-of";

/** A key of the project's own is changed every year, and its policy names whom it serves. */
export const kmsRotation = defineRule({
  name: "kms-rotation",
  description: "KMS keys rotate, and no key policy is public.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["KMS.4", "KMS.5"],
    cdkNag: ["AwsSolutions-KMS5"],
    checkov: ["CKV_AWS_7", "CKV_AWS_33"],
    others: ["AWSGuard", "Pulumi compliance policies"],
  },
  remediationSteps: "Set enableKeyRotation to true, and name the principals of the key policy.",
  resource: {
    types: [...types.key, ...types.keyPolicy],
    check: (key, inquiry) => {
      for (const statement of statementsOf(key, inquiry, "resource")) {
        if (isPublic(statement)) inquiry.violation(key, `can be used by everybody in ${statement.label}`);
      }
      const isSymmetric = (key.text("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
      if (!(types.key as readonly string[]).includes(key.type) || !isSymmetric) return;
      inquiry.whenKnown(key, "enableKeyRotation", (rotation) => {
        if (rotation !== true) inquiry.violation(key, "does not rotate");
      });
    },
  },
});
