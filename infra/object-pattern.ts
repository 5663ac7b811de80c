import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eventBridgeSource, type Route } from "../handlers/contract";

/** Events of a bucket that a rule of EventBridge is for. */
export interface ObjectPatternSpec {
  readonly bucketName: pulumi.Input<string>;
  /** Only keys of one of them. */
  readonly routes: readonly Pick<Route, "prefix" | "suffixes">[];
  /** `deleted`: on request. Objects that expire are not among them, as with `s3:ObjectRemoved:*`. */
  readonly what: "created" | "deleted";
}

/** The event pattern of a rule for what happens to the objects of a bucket. */
export function objectPattern(spec: ObjectPatternSpec): pulumi.Output<string> {
  const { bucketName, routes, what } = spec;
  return pulumi.jsonStringify({
    source: [eventBridgeSource.source],
    "detail-type": [eventBridgeSource[what]],
    detail: {
      bucket: { name: [bucketName] },
      ...keyPattern(routes),
      ...(what === "deleted" && { reason: [eventBridgeSource.deletedOnRequest] }),
    },
  });
}

/** Seconds for which EventBridge tries to deliver an event of an object. */
export const OBJECT_RULE_AGE_SEC = 6 * 60 * 60;

/** How a rule delivers the events of objects: tried for six hours, then kept among the failures. */
export const objectDelivery = (
  failures: aws.sqs.Queue,
): Pick<aws.cloudwatch.EventTargetArgs, "retryPolicy" | "deadLetterConfig"> => ({
  retryPolicy: { maximumEventAgeInSeconds: OBJECT_RULE_AGE_SEC, maximumRetryAttempts: 185 },
  deadLetterConfig: { arn: failures.arn },
});

/** The filter on keys. A prefix with suffixes takes wildcards: in a pattern, `prefix` and `suffix` are alternatives. */
function keyPattern(routes: ObjectPatternSpec["routes"]): object {
  if (routes.some(({ prefix, suffixes }) => prefix === "" && suffixes.length === 0)) return {};
  const key = routes.flatMap(({ prefix, suffixes }): object[] => {
    if (suffixes.length === 0) return [{ prefix }];
    return suffixes.map((suffix) => (prefix === "" ? { suffix } : { wildcard: `${prefix}*${literal(suffix)}` }));
  });
  return { object: { key } };
}

const literal = (text: string): string => text.replace(/[*\\]/g, "\\$&");
