import { defineRule } from "../core/define-rule";
import { entriesOf, itemsOf, valueAt } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import { types } from "../core/tokens";
import { isUnknown, type Unknown } from "../core/unknown";
import { ofBucket } from "../join/siblings";

interface Settings {
  readonly maxAbortDays: number;
  readonly maxNoncurrentDays: number;
}

const ABORT_DAYS = "abortIncompleteMultipartUpload.daysAfterInitiation";
const NONCURRENT_DAYS = "noncurrentVersionExpiration.noncurrentDays";

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
        const rules = itemsOf(configuration.get("rules"));
        const open = rules.map(firstUnknown).find((value) => value !== undefined);
        if (open !== undefined) inquiry.pending(configuration, open.path);
        const { maxAbortDays, maxNoncurrentDays } = inquiry.settings;
        const demands = [
          [ABORT_DAYS, maxAbortDays, "abort unfinished uploads"],
          [NONCURRENT_DAYS, maxNoncurrentDays, "expire noncurrent versions"],
        ] as const;
        for (const [path, max, what] of demands) {
          // A rule that is not known yet may be the one that is missed.
          if (open !== undefined || rules.some((rule) => isWithin(rule, path, max))) continue;
          inquiry.violation(bucket, `does not ${what} within ${max} days`);
        }
      }
    }
  },
});

/** True where the rule is on, for the whole bucket, and acts within `max` days. */
function isWithin(rule: Plain, path: string, max: number): boolean {
  const days = valueAt(rule, path);
  return days !== null && Number(days) <= max && valueAt(rule, "status") === "Enabled" && isForWholeBucket(rule);
}

/** The first value, of those that decide, that is not known yet. */
function firstUnknown(rule: Plain): Unknown | undefined {
  return ["status", "prefix", "filter", "filter.prefix", ABORT_DAYS, NONCURRENT_DAYS]
    .map((path) => valueAt(rule, path))
    .find(isUnknown);
}

/** No filter, or one that takes in everything. */
function isForWholeBucket(rule: Plain): boolean {
  const prefixes = [valueAt(rule, "prefix"), valueAt(rule, "filter.prefix")];
  const others = entriesOf(valueAt(rule, "filter")).filter(
    ([key, value]) => key !== "prefix" && value !== "" && value !== 0,
  );
  return prefixes.every((prefix) => prefix === null || prefix === "") && others.length === 0;
}
