import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";

const algorithms = ["AES256", "aws:kms", "aws:kms:dsse"];

export const s3DefaultEncryption = defineRule({
  name: "s3-default-encryption",
  description: "S3 buckets set default encryption, with a bucket key for KMS.",
  why: "S3 encrypts new objects in any case. Stated encryption shows which key, and a bucket key replaces one KMS request per object.",
  level: "mandatory",
  severity: "high",
  controls: { checkov: ["CKV_AWS_19"], pulumi: ["aws-s3-bucket-enable-server-side-encryption"] },
  remediationSteps: `Declare a BucketServerSideEncryptionConfiguration with sseAlgorithm ${algorithms.join(", ")}; for aws:kms also set bucketKeyEnabled to true.`,
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketEncryption, "encryption", context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketServerSideEncryptionConfiguration");
      for (const configuration of settings) {
        const rules = itemsOf(configuration.get("rules"));
        if (rules.length === 0) context.violation(owner, "has an encryption configuration without rules");
        for (const rule of rules) {
          const algorithm = valueAt(rule, "applyServerSideEncryptionByDefault.sseAlgorithm");
          if (isUnknown(algorithm)) context.pending(configuration, algorithm.path);
          else if (typeof algorithm !== "string" || !algorithms.includes(algorithm))
            context.violation(owner, "does not set a known sseAlgorithm");
          const bucketKey = valueAt(rule, "bucketKeyEnabled");
          if (algorithm !== "aws:kms") continue;
          if (isUnknown(bucketKey)) context.pending(configuration, bucketKey.path);
          else if (bucketKey !== true) {
            context.violation(owner, "uses KMS without a bucket key: every object costs a KMS request");
          }
        }
      }
    }
  },
  remediate: {
    types: types.bucketEncryption,
    does: "sets the bucket key of rules with aws:kms",
    apply: (props) => {
      for (const rule of (props["rules"] ?? []) as EncryptionRule[]) {
        if (rule.applyServerSideEncryptionByDefault?.sseAlgorithm === "aws:kms") rule.bucketKeyEnabled = true;
      }
    },
  },
});

/** A rule of an encryption configuration, in inputs. */
interface EncryptionRule {
  readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm?: string };
  bucketKeyEnabled?: boolean;
}
