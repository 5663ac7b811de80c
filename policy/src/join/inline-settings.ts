import type { PolicyResource } from "@pulumi/policy";

import { entriesOf, isUnknown, itemsOf, valueAt, type Plain } from "../core/plain-value";
import type { ResourceView } from "../core/resource-view";
import type { RuleContext } from "../core/rule-context";
import { StackResource } from "../core/stack-view";

/** Settings that programs of `@pulumi/aws` v6 state on the bucket itself. */
export type InlineSetting = "encryption" | "lifecycle" | "logging" | "policy" | "versioning";

/**
 * The inputs of buckets, by their URN: the outputs also have what AWS and separate resources have set. Noted for each
 * run, since the SDK passes a resource's inputs and the whole stack in separate calls.
 */
const inputsOfRun = new WeakMap<object, Map<string, Plain>>();

/** Notes what a bucket's program states on the bucket: the check of one resource, for rules that judge the stack. */
export function noteInlineSettings(bucket: ResourceView, { run }: RuleContext<object>): void {
  const inputs = inputsOfRun.get(run) ?? new Map<string, Plain>();
  inputs.set(bucket.urn, bucket.props);
  inputsOfRun.set(run, inputs);
}

/** The setting that is stated on the bucket, in the form of the separate resource; none where it is not stated. */
export function inlineSettings<C extends object>(
  bucket: StackResource,
  setting: InlineSetting,
  { run }: RuleContext<C, StackResource>,
): StackResource[] {
  const inputs = inputsOfRun.get(run)?.get(bucket.urn) ?? null;
  const props = separateForm[setting](inputs);
  return props === undefined ? [] : [new InlineSettings(bucket, props)];
}

/** A setting of the bucket that reads like the separate resource. */
class InlineSettings extends StackResource {
  private readonly stated: Plain;

  constructor(bucket: StackResource, stated: Plain) {
    const { urn, type, name } = bucket;
    super({ urn, type, name, props: {}, propertyDependencies: {} } as unknown as PolicyResource, () => bucket);
    this.stated = stated;
  }

  override get props(): Plain {
    return this.stated;
  }
}

const separateForm: Readonly<Record<InlineSetting, (inputs: Plain) => Plain | undefined>> = {
  encryption: (inputs) => {
    const stated = oneOf(inputs, "serverSideEncryptionConfiguration");
    if (stated === null || isUnknown(stated)) return undefined;
    // `rule` of Bucket, `rules` of BucketV2.
    return { rules: [...itemsOf(valueAt(stated, "rule")), ...itemsOf(valueAt(stated, "rules"))] };
  },
  lifecycle: (inputs) => {
    const rules = itemsOf(valueAt(inputs, "lifecycleRules"));
    return rules.length === 0 ? undefined : { rules: rules.map(separateRule) };
  },
  logging: (inputs) => {
    const stated = oneOf(inputs, "logging");
    return stated === null ? undefined : stated;
  },
  policy: (inputs) => {
    const policy = valueAt(inputs, "policy");
    return policy === null ? undefined : { policy };
  },
  versioning: (inputs) => {
    const stated = oneOf(inputs, "versioning");
    if (stated === null) return undefined;
    const enabled = valueAt(stated, "enabled");
    const status = isUnknown(enabled) ? enabled : enabled === true ? "Enabled" : "Suspended";
    return { versioningConfiguration: { status } };
  },
};

/** An object of Bucket, or the only one of a list, which has the name in the plural. */
function oneOf(inputs: Plain, name: string): Plain {
  return [...itemsOf(valueAt(inputs, name)), ...itemsOf(valueAt(inputs, `${name}s`))][0] ?? null;
}

function separateRule(rule: Plain): Plain {
  if (isUnknown(rule)) return rule;
  const first = (path: string) => itemsOf(valueAt(rule, path))[0] ?? itemsOf(valueAt(rule, `${path}s`))[0] ?? null;
  const enabled = valueAt(rule, "enabled");
  return {
    status: isUnknown(enabled) ? enabled : enabled === true ? "Enabled" : "Disabled",
    prefix: valueAt(rule, "prefix"),
    // A rule with tags is for a part of the bucket.
    filter: entriesOf(valueAt(rule, "tags")).length > 0 ? { tag: "stated" } : null,
    abortIncompleteMultipartUpload: { daysAfterInitiation: valueAt(rule, "abortIncompleteMultipartUploadDays") },
    noncurrentVersionExpiration: { noncurrentDays: valueAt(first("noncurrentVersionExpiration"), "days") },
  };
}
