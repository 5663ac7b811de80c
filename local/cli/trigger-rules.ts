import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  type S3Client,
} from "@aws-sdk/client-s3";

/** Which keys of a bucket are told about. */
export interface TriggerRules {
  /** Keys have to begin with it for any rule to fire; empty if the rules do not agree on one. */
  readonly prefix: string;
  fires(key: string): boolean;
  /** The suffixes that are asked for, for people. */
  readonly suffixes: readonly string[];
}

interface Rule {
  readonly prefix: string;
  readonly suffix: string;
}

/** Reads the notification rules of `bucket`; without any, or with EventBridge, every key counts as told. */
export async function readTriggerRules(s3: S3Client, bucket: string): Promise<TriggerRules> {
  const configuration = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations, EventBridgeConfiguration } =
    configuration;
  const all = [...(LambdaFunctionConfigurations ?? []), ...(QueueConfigurations ?? []), ...(TopicConfigurations ?? [])];
  const rules = EventBridgeConfiguration === undefined ? all.map(({ Filter }) => ruleOf(Filter)) : [];
  const prefixes = new Set(rules.map(({ prefix }) => prefix));
  return {
    prefix: prefixes.size === 1 ? ([...prefixes][0] ?? "") : "",
    suffixes: [...new Set(rules.map(({ suffix }) => suffix))].filter((suffix) => suffix !== ""),
    fires: (key) =>
      rules.length === 0 || rules.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)),
  };
}

function ruleOf(filter: NotificationConfigurationFilter | undefined): Rule {
  const value = (name: string) =>
    filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";
  return { prefix: value("prefix"), suffix: value("suffix") };
}
