import { defineRule } from "../core/define-rule";
import { entriesOf, itemsOf, valueAt } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { ofBucket } from "../join/siblings";

interface Settings {
  readonly maxAbortDays: number;
  readonly maxNoncurrentDays: number;
}

/** What nobody sees does not pile up: parts of uploads that were never finished, and versions that are no longer current. */
export const s3Lifecycle = defineRule<Settings>({
  name: "s3-lifecycle",
  description: "S3 buckets abort unfinished uploads and expire noncurrent versions.",
  level: "mandatory",
  severity: "low",
  controls: { securityHub: ["S3.13"], checkov: ["CKV2_AWS_61", "CKV_AWS_300"] },
  remediationSteps:
    "Declare a BucketLifecycleConfiguration with enabled rules for the whole bucket: abortIncompleteMultipartUpload.daysAfterInitiation and noncurrentVersionExpiration.noncurrentDays.",
  settings: {
    maxAbortDays: {
      type: "integer",
      minimum: 1,
      default: 30,
      description: "Most days that parts of an unfinished upload are kept.",
    },
    maxNoncurrentDays: {
      type: "integer",
      minimum: 1,
      default: 3650,
      description: "Most days that noncurrent versions are kept.",
    },
  },
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const configurations = ofBucket(stack, bucket, types.bucketLifecycle);
      if (configurations.length === 0) inquiry.violation(bucket, "has no BucketLifecycleConfiguration");
      for (const configuration of configurations) {
        const stated = configuration.get("rules");
        if (isUnknown(stated)) inquiry.pending(configuration, stated.path);
        const rules = itemsOf(stated).filter((rule) => valueAt(rule, "status") === "Enabled" && isForWholeBucket(rule));
        const has = (path: string, max: number) =>
          rules.some((rule) => {
            const days = valueAt(rule, path);
            return isUnknown(days) || (days !== null && Number(days) <= max);
          });
        const { maxAbortDays, maxNoncurrentDays } = inquiry.settings;
        if (!isUnknown(stated) && !has("abortIncompleteMultipartUpload.daysAfterInitiation", maxAbortDays)) {
          inquiry.violation(bucket, `does not abort unfinished uploads within ${maxAbortDays} days`);
        }
        if (!isUnknown(stated) && !has("noncurrentVersionExpiration.noncurrentDays", maxNoncurrentDays)) {
          inquiry.violation(bucket, `does not expire noncurrent versions within ${maxNoncurrentDays} days`);
        }
      }
    }
  },
});

/** No filter, or one that takes in everything. */
function isForWholeBucket(rule: Plain): boolean {
  const prefixes = [valueAt(rule, "prefix"), valueAt(rule, "filter.prefix")];
  const others = entriesOf(valueAt(rule, "filter")).filter(([key, value]) => key !== "prefix" && value !== "");
  return prefixes.every((prefix) => prefix === null || prefix === "") && others.length === 0;
}
