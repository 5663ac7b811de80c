import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** A bucket that exists and stays when the stack is destroyed. */
export interface ExistingBucketConfig {
  /** Its name. */
  readonly existing: string;
}

/** The bucket of the originals, if it exists already. */
export interface ExistingSourceConfig extends ExistingBucketConfig {
  /** Whether the stack switches its delivery to EventBridge on, and off when it is destroyed. Default false. */
  readonly enableEventBridge: boolean;
}

export const existingBucketSettings = {
  existing: {
    kind: "text",
    unit: "bucket name",
    // It becomes part of IAM resources, where `*` and `?` are wildcards.
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    expected: "the name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens",
    meaning: "Name of a bucket that is there already, in the stack's account and region; needed",
  },
} as const satisfies Settings;

export const existingSourceSettings = {
  ...existingBucketSettings,
  enableEventBridge: {
    kind: "flag",
    fallback: false,
    meaning:
      "Whether the stack [switches EventBridge on](existing.md#eventbridge) for the bucket, and off when it is destroyed; only for a bucket without a notification configuration",
  },
} as const satisfies Settings;

export const existingKeySettings = {
  existing: {
    kind: "text",
    unit: "KMS key",
    pattern: /^(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/)?(mrk-)?[0-9a-f-]{32,36}$/,
    expected: "the identifier of a KMS key, or its ARN",
    meaning: "Identifier of a KMS key that is there already, or its ARN; needed",
  },
} as const satisfies Settings;

export const existingTopicSettings = {
  existing: {
    kind: "text",
    unit: "topic",
    pattern: /^(arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:)?[\w-]{1,256}$/,
    expected: "the name of a topic, or its ARN",
    meaning: "Name of a topic that is there already, in the stack's account and region, or its ARN; needed",
  },
} as const satisfies Settings;

export function readExistingKey(reader: ConfigReader): string | undefined {
  const { existing } = reader.read(existingKeySettings);
  if (existing === undefined) reader.missing("existing", existingKeySettings.existing.expected);
  return existing;
}

export function readExistingTopic(reader: ConfigReader): string | undefined {
  const { existing } = reader.read(existingTopicSettings);
  if (existing === undefined) reader.missing("existing", existingTopicSettings.existing.expected);
  return existing;
}

export function readExistingSource(reader: ConfigReader): ExistingSourceConfig | undefined {
  const { existing, ...settings } = reader.read(existingSourceSettings);
  if (existing === undefined) reader.missing("existing", existingSourceSettings.existing.expected);
  return existing === undefined ? undefined : { existing, ...settings };
}

export function readExistingBucket(reader: ConfigReader): ExistingBucketConfig | undefined {
  const { existing } = reader.read(existingBucketSettings);
  if (existing === undefined) reader.missing("existing", existingBucketSettings.existing.expected);
  return existing === undefined ? undefined : { existing };
}
