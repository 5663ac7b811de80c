import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown, itemsOf, type Plain, type Unknown, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";

interface Settings {
  readonly maxAbortDays: number;
  readonly maxNoncurrentDays: number;
}

const ABORT_DAYS = "abortIncompleteMultipartUpload.daysAfterInitiation";
const NONCURRENT_DAYS = "noncurrentVersionExpiration.noncurrentDays";

export const s3Lifecycle = defineRule<Settings>({
  name: "s3-lifecycle",
  description: "S3 buckets abort incomplete multipart uploads and expire noncurrent versions.",
  why: "Parts of incomplete uploads and noncurrent versions are invisible in a listing, are paid for, and accumulate.",
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
      description: "Most days until an incomplete multipart upload is aborted.",
    },
    maxNoncurrentDays: {
      type: "integer",
      minimum: 1,
      default: 3650,
      description: "Most days until a noncurrent version expires.",
    },
  },
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketLifecycle, "lifecycle", context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketLifecycleConfiguration");
      for (const configuration of settings) {
        const rules = itemsOf(configuration.get("rules"));
        const open = rules.map(firstUnknown).find((value) => value !== undefined);
        if (open !== undefined) context.pending(configuration, open.path);
        const { maxAbortDays, maxNoncurrentDays } = context.settings;
        const requirements = [
          [ABORT_DAYS, maxAbortDays, "abort incomplete multipart uploads"],
          [NONCURRENT_DAYS, maxNoncurrentDays, "expire noncurrent versions"],
        ] as const;
        for (const [path, max, what] of requirements) {
          // An unknown rule may be the missing one.
          if (open !== undefined || rules.some((rule) => isWithin(rule, path, max))) continue;
          context.violation(owner, `does not ${what} within ${max} days`);
        }
      }
    }
  },
});

/** True where the rule is enabled for the whole bucket and acts within `max` days. */
function isWithin(rule: Plain, path: string, max: number): boolean {
  const days = valueAt(rule, path);
  return days !== null && Number(days) <= max && valueAt(rule, "status") === "Enabled" && isForWholeBucket(rule);
}

/** The first unknown value among those that decide. */
function firstUnknown(rule: Plain): Unknown | undefined {
  return ["status", "prefix", "filter", "filter.prefix", ABORT_DAYS, NONCURRENT_DAYS]
    .map((path) => valueAt(rule, path))
    .find(isUnknown);
}

/** No filter, or one that matches every object. */
function isForWholeBucket(rule: Plain): boolean {
  const prefixes = [valueAt(rule, "prefix"), valueAt(rule, "filter.prefix")];
  const others = entriesOf(valueAt(rule, "filter")).filter(
    ([key, value]) => key !== "prefix" && value !== "" && value !== 0,
  );
  return prefixes.every((prefix) => prefix === null || prefix === "") && others.length === 0;
}
