import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  type S3Client,
} from "@aws-sdk/client-s3";

import type { EventPattern } from "@image-pipeline/local-aws";

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

/** Reads the notification rules of `bucket`, and of the event bus where the bucket tells that one; without any, every key counts as told. */
export async function readTriggerRules(
  s3: S3Client,
  bucket: string,
  bus: { rules(): readonly { readonly pattern: EventPattern }[] },
): Promise<TriggerRules> {
  const configuration = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations, EventBridgeConfiguration } =
    configuration;
  const all = [...(LambdaFunctionConfigurations ?? []), ...(QueueConfigurations ?? []), ...(TopicConfigurations ?? [])];
  const notified = all.filter(({ Events = [] }) => Events.some((event) => event.startsWith("s3:ObjectCreated:")));
  const rules = [
    ...notified.map(({ Filter }) => ruleOf(Filter)),
    ...(EventBridgeConfiguration === undefined ? [] : bus.rules().flatMap(({ pattern }) => busRules(pattern, bucket))),
  ];
  const prefixes = new Set(rules.map(({ prefix }) => prefix));
  return {
    prefix: prefixes.size === 1 ? ([...prefixes][0] ?? "") : "",
    suffixes: [...new Set(rules.map(({ suffix }) => suffix))].filter((suffix) => suffix !== ""),
    fires: (key) =>
      rules.length === 0 || rules.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)),
  };
}

/** What a pattern asks of the keys of new objects; nothing if it is about something else. A filter of another kind takes every key. */
function busRules(pattern: EventPattern, bucket: string): Rule[] {
  const { "detail-type": types, detail } = pattern as {
    "detail-type"?: readonly unknown[];
    detail?: { bucket?: { name?: readonly unknown[] }; object?: { key?: readonly unknown[] } };
  };
  if (types?.includes("Object Created") === false || detail?.bucket?.name?.includes(bucket) === false) return [];
  return (detail?.object?.key ?? [{}]).map((filter) => {
    const { prefix = "", suffix = "", wildcard } = filter as { prefix?: string; suffix?: string; wildcard?: string };
    const [before = "", after = "", ...more] = wildcard?.split("*") ?? [prefix, suffix];
    return more.length > 0 ? { prefix: "", suffix: "" } : { prefix: before, suffix: after };
  });
}

function ruleOf(filter: NotificationConfigurationFilter | undefined): Rule {
  const value = (name: string) =>
    filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";
  return { prefix: value("prefix"), suffix: value("suffix") };
}
