import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";

export const s3KmsEncryption = defineRule({
  name: "s3-kms-encryption",
  description: "S3 buckets are encrypted with a KMS key.",
  why: "A KMS key's policy decides, too, who reads an object, and each use of the key is logged.",
  level: "advisory",
  severity: "low",
  controls: {
    securityHub: ["S3.17"],
    checkov: ["CKV_AWS_145"],
    pulumi: ["aws-s3-bucket-configure-server-side-encryption-kms"],
  },
  remediationSteps: 'Set sseAlgorithm to "aws:kms", kmsMasterKeyId to a key and bucketKeyEnabled to true.',
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketEncryption, "encryption", context)) {
      const algorithms = settings
        .flatMap((configuration) => itemsOf(configuration.get("rules")))
        .map((rule) => valueAt(rule, "applyServerSideEncryptionByDefault.sseAlgorithm"));
      const open = algorithms.find(isUnknown);
      const [configuration] = settings;
      if (open !== undefined && configuration !== undefined) context.pending(configuration, open.path);
      else if (!algorithms.some((one) => typeof one === "string" && one.startsWith("aws:kms")))
        context.violation(owner, "is not encrypted with a KMS key");
    }
  },
});
