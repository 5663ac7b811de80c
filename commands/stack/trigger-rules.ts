import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  type S3Client,
} from "@aws-sdk/client-s3";

import type { EventPattern } from "@image-pipeline/local-aws";
import { eventBridgeSource, OBJECT_CREATED_EVENTS } from "../../handlers/contract";

/** The rules of one prefix. */
export interface TriggerRoute {
  readonly prefix: string;
  /** None: every key below the prefix. */
  readonly suffixes: readonly string[];
}

/** For which keys of a bucket an event is sent when an object is created. */
export interface TriggerRules extends TriggerRoute {
  /** The rules by their prefixes, in their order; the first has `prefix` and `suffixes`. None: every key fires. */
  readonly routes: readonly TriggerRoute[];
  fires(key: string): boolean;
  /** The key that a file is uploaded as: below `prefix`, unless its name begins with the prefix of a route. */
  keyOf(name: string): string;
}

interface Rule {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Reads the notification rules of `bucket` and, where it sends its events to EventBridge, those of the event bus.
 * Without any rule, every key fires.
 */
export async function readTriggerRules(
  s3: S3Client,
  bucket: string,
  bus: { rules(): readonly { readonly pattern: EventPattern }[] },
): Promise<TriggerRules> {
  const configuration = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations, EventBridgeConfiguration } =
    configuration;
  const all = [...(LambdaFunctionConfigurations ?? []), ...(QueueConfigurations ?? []), ...(TopicConfigurations ?? [])];
  const notified = all.filter(({ Events = [] }) => Events.some((event) => event.startsWith(OBJECT_CREATED_EVENTS)));
  const rules = [
    ...notified.map(({ Filter }) => notificationRule(Filter)),
    ...(EventBridgeConfiguration === undefined ? [] : bus.rules().flatMap(({ pattern }) => busRules(pattern, bucket))),
  ];
  const routes = routesOfRules(rules);
  const [first = { prefix: "", suffixes: [] }] = routes;
  const isRouted = (name: string) => routes.length > 1 && routes.some(({ prefix }) => name.startsWith(prefix));
  return {
    ...first,
    routes,
    fires: (key) =>
      rules.length === 0 || rules.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)),
    keyOf: (name) => (isRouted(name) ? name : `${first.prefix}${name}`),
  };
}

function routesOfRules(rules: readonly Rule[]): readonly TriggerRoute[] {
  return [...new Set(rules.map(({ prefix }) => prefix))].map((prefix) => {
    const suffixes = rules.filter((rule) => rule.prefix === prefix).map(({ suffix }) => suffix);
    return { prefix, suffixes: [...new Set(suffixes)].filter((suffix) => suffix !== "") };
  });
}

/** The keys that a pattern matches; none if it is of other events. A filter of an unknown kind counts as every key. */
function busRules(pattern: EventPattern, bucket: string): Rule[] {
  const { "detail-type": types, detail } = pattern as {
    "detail-type"?: readonly unknown[];
    detail?: { bucket?: { name?: readonly unknown[] }; object?: { key?: readonly unknown[] } };
  };
  const isOther =
    types?.includes(eventBridgeSource.created) === false || detail?.bucket?.name?.includes(bucket) === false;
  if (isOther) return [];
  return (detail?.object?.key ?? [{}]).map((filter) => {
    const { prefix = "", suffix = "", wildcard } = filter as { prefix?: string; suffix?: string; wildcard?: string };
    const [before = "", after = "", ...more] = wildcard?.split("*") ?? [prefix, suffix];
    return more.length > 0 ? { prefix: "", suffix: "" } : { prefix: before, suffix: after };
  });
}

function notificationRule(filter: NotificationConfigurationFilter | undefined): Rule {
  const value = (name: string) =>
    filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";
  return { prefix: value("prefix"), suffix: value("suffix") };
}
