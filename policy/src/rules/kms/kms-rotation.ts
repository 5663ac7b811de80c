import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isPublic } from "../../iam/callers";
import { statementsOf, typesWithAccess } from "../../iam/policy-documents";

export const kmsRotation = defineRule({
  name: "kms-rotation",
  description: "KMS keys rotate automatically, and no key policy is public.",
  why: "Rotation limits how much data one key has encrypted, and a public key policy lets every account use the key.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["KMS.4", "KMS.5"],
    cdkNag: ["AwsSolutions-KMS5"],
    checkov: ["CKV_AWS_7", "CKV_AWS_33"],
    awsGuard: ["cmk-backing-key-rotation-enabled"],
    pulumi: ["aws-kms-key-enable-key-rotation"],
  },
  remediationSteps: "Set enableKeyRotation to true, and name the principals in the key policy.",
  resource: {
    types: typesWithAccess("key"),
    check: (key, context) => {
      const statements = statementsOf(key, context, "resource");
      for (const statement of statements) {
        if (isPublic(statement, statements))
          context.violationOf(key, statement.id, ["*"], () => `can be used by any principal in ${statement.label}`);
      }
      const isSymmetric = (key.text("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
      if (!(types.key as readonly string[]).includes(key.type) || !isSymmetric) return;
      context.whenKnown(key, "enableKeyRotation", (rotation) => {
        if (rotation !== true) context.violation(key, "does not rotate automatically");
      });
    },
  },
  remediate: {
    types: types.key,
    does: "sets enableKeyRotation of symmetric keys",
    apply: (props) => {
      const spec = props["customerMasterKeySpec"] ?? "SYMMETRIC_DEFAULT";
      if (spec === "SYMMETRIC_DEFAULT") props["enableKeyRotation"] = true;
    },
  },
});
