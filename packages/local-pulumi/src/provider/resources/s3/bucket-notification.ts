import { randomBytes } from "node:crypto";

import { checkRules, errorMessage, type NotificationConfig, type NotificationRule } from "@image-pipeline/local-aws";
import { flag, list, object, text, type Failure } from "../../schema";
import { hasUnknown, unknown, type Bag } from "../../../property-values";
import { bucketSetting } from "./bucket-setting";

interface Entry {
  readonly id?: string;
  readonly events: readonly string[];
  readonly filterPrefix?: string;
  readonly filterSuffix?: string;
}

/** Lists of entries, the property with the target's ARN in each, and the service in that ARN. */
const kinds = [
  { list: "lambdaFunctions", target: "lambdaFunctionArn", service: "lambda" },
  { list: "queues", target: "queueArn", service: "sqs" },
  { list: "topics", target: "topicArn", service: "sns" },
] as const;

const entryProperties = {
  id: text({ computed: true }),
  events: list(text(), { required: true, asSet: true }),
  filterPrefix: text(),
  filterSuffix: text(),
};

function toConfig(inputs: Bag): NotificationConfig {
  const rules = kinds.flatMap(({ list: name, target, service }) =>
    ((inputs[name] ?? []) as readonly (Entry & Record<string, string>)[]).map((entry): NotificationRule => ({
      id: entry.id ?? `tf-s3-${service}-${randomBytes(12).toString("hex")}`,
      target: entry[target] ?? "",
      events: entry.events,
      prefix: entry.filterPrefix ?? "",
      suffix: entry.filterSuffix ?? "",
    })),
  );
  return { rules, eventBridge: inputs.eventbridge === true };
}

function fromConfig({ rules, eventBridge }: NotificationConfig): Bag {
  const lists = kinds.map(({ list: name, target, service }) => {
    const entries = rules
      .filter((rule) => rule.target.split(":")[2] === service)
      .map(({ id, target: arn, events, prefix, suffix }) => ({
        id,
        [target]: arn,
        events,
        ...(prefix !== "" && { filterPrefix: prefix }),
        ...(suffix !== "" && { filterSuffix: suffix }),
      }));
    return [name, entries.length === 0 ? undefined : entries] as const;
  });
  return { ...Object.fromEntries(lists), eventbridge: eventBridge };
}

/** `aws.s3.BucketNotification`. */
export const bucketNotification = bucketSetting({
  token: "aws:s3/bucketNotification:BucketNotification",
  properties: {
    eventbridge: flag({ byDefault: false }),
    lambdaFunctions: list(object({ ...entryProperties, lambdaFunctionArn: text({ required: true }) })),
    queues: list(object({ ...entryProperties, queueArn: text({ required: true }) })),
    topics: list(object({ ...entryProperties, topicArn: text({ required: true }) })),
  },
  *check(inputs): Generator<Failure> {
    for (const { list: name, target } of kinds) {
      // Where a filter is not known, S3 is the first to see whether two overlap. The target does not matter for that.
      const entries = (inputs[name] ?? []) as readonly Bag[] | typeof unknown;
      if (entries === unknown) return;
      if (entries.some((entry) => typeof entry !== "object" || hasUnknown({ ...entry, [target]: "" }))) return;
    }
    try {
      checkRules(toConfig(inputs));
    } catch (error) {
      yield {
        property: kinds.find(({ list: name }) => inputs[name] !== undefined)?.list ?? "lambdaFunctions",
        reason: errorMessage(error),
      };
    }
  },
  put: (bucket, inputs, { services }) => services.s3.putNotification(bucket, toConfig(inputs)),
  // Every bucket has a configuration, if an empty one: S3 answers a request for it with 200, and the package knows no
  // other state (`s3/bucket_notification.go` (033c721b) of the Terraform provider).
  get: ({ notification }) => fromConfig(notification),
  remove: (bucket, _, { services }) => services.s3.putNotification(bucket, { rules: [], eventBridge: false }),
});
