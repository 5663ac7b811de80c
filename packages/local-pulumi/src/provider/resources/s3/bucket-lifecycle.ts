import type { LifecycleRule } from "@image-pipeline/local-aws";
import { flag, integer, list, object, oneOf, text, type Failure } from "../../schema";
import { unknown, type Bag } from "../../../property-values";
import { bucketSetting } from "./bucket-setting";

interface RuleInput {
  readonly id: string;
  readonly status: string;
  readonly filter?: { readonly prefix?: string; readonly tag?: { readonly key: string; readonly value: string } };
  readonly expiration?: { readonly days?: number; readonly expiredObjectDeleteMarker?: boolean };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number; readonly newerNoncurrentVersions?: number };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation: number };
}

const days = (options: object = {}) => integer(1, 2_147_483_647, options);

function toRule(input: RuleInput): LifecycleRule {
  return {
    id: input.id,
    enabled: input.status === "Enabled",
    prefix: input.filter?.prefix ?? "",
    tag: input.filter?.tag,
    expirationDays: input.expiration?.days,
    expiredObjectDeleteMarker: input.expiration?.expiredObjectDeleteMarker,
    noncurrentDays: input.noncurrentVersionExpiration?.noncurrentDays,
    newerNoncurrentVersions: input.noncurrentVersionExpiration?.newerNoncurrentVersions,
    abortMultipartDays: input.abortIncompleteMultipartUpload?.daysAfterInitiation,
  };
}

function fromRule(rule: LifecycleRule): Bag {
  const { expirationDays, expiredObjectDeleteMarker, noncurrentDays, newerNoncurrentVersions, abortMultipartDays } =
    rule;
  const expires = expirationDays !== undefined || expiredObjectDeleteMarker !== undefined;
  return {
    id: rule.id,
    status: rule.enabled ? "Enabled" : "Disabled",
    filter: rule.tag ? { tag: rule.tag } : { prefix: rule.prefix },
    ...(expires && { expiration: { days: expirationDays, expiredObjectDeleteMarker } }),
    ...(noncurrentDays !== undefined && { noncurrentVersionExpiration: { noncurrentDays, newerNoncurrentVersions } }),
    ...(abortMultipartDays !== undefined && {
      abortIncompleteMultipartUpload: { daysAfterInitiation: abortMultipartDays },
    }),
  };
}

const actions = ["expiration", "noncurrentVersionExpiration", "abortIncompleteMultipartUpload"];

function* checkRules(inputs: Bag): Generator<Failure> {
  if (inputs.rules === unknown) return;
  // A rule that is unknown as a whole cannot be looked at.
  const rules = (inputs.rules as readonly unknown[]).filter((rule): rule is Bag => rule !== unknown);
  const ids = rules.map((rule) => rule.id).filter((id) => id !== unknown);
  if (new Set(ids).size < ids.length) yield { property: "rules", reason: "Rule ID must be unique" };
  for (const [i, rule] of rules.entries()) {
    const property = `rules[${i}]`;
    if (!actions.some((action) => rule[action] !== undefined))
      yield { property, reason: "At least one action needs to be specified in a rule" };
    const expiration = rule.expiration as RuleInput["expiration"];
    const filter = rule.filter as RuleInput["filter"];
    if (filter?.prefix !== undefined && filter.tag !== undefined) {
      yield { property: `${property}.filter`, reason: "prefix and tag exclude each other" };
    }
    if (
      filter?.tag !== undefined &&
      (expiration?.expiredObjectDeleteMarker !== undefined || rule.abortIncompleteMultipartUpload !== undefined)
    ) {
      const reason = "a rule with a tag can neither remove delete markers nor abort uploads";
      yield { property: `${property}.filter.tag`, reason };
    }
    if (expiration?.days !== undefined && expiration.expiredObjectDeleteMarker !== undefined) {
      yield { property: `${property}.expiration`, reason: "days and expiredObjectDeleteMarker exclude each other" };
    }
  }
}

/** `aws.s3.BucketLifecycleConfiguration`. Rules are kept and described; `S3.expireDue` carries out expirations. */
export const bucketLifecycle = bucketSetting({
  token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  properties: {
    rules: list(
      object({
        id: text({ required: true, test: (id) => (id.length > 255 ? "expected at most 255 characters" : undefined) }),
        status: oneOf(["Enabled", "Disabled"], { required: true }),
        filter: object({
          prefix: text(),
          tag: object({ key: text({ required: true }), value: text({ required: true }) }),
        }),
        expiration: object({ days: days(), expiredObjectDeleteMarker: flag() }),
        noncurrentVersionExpiration: object({
          noncurrentDays: days({ required: true }),
          newerNoncurrentVersions: integer(1, 100),
        }),
        abortIncompleteMultipartUpload: object({ daysAfterInitiation: days({ required: true }) }),
      }),
      { required: true, max: 1000 },
    ),
  },
  check: checkRules,
  put: (bucket, inputs, { services }) =>
    services.s3.configure(bucket, { lifecycle: (inputs.rules as readonly RuleInput[]).map(toRule) }),
  get: ({ lifecycle }) =>
    lifecycle && { rules: lifecycle.map(fromRule), transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
  remove: (bucket, _, { services }) => services.s3.configure(bucket, { lifecycle: undefined }),
});
