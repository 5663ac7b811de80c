import type { Queue } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, integer, json, only, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";

/** Inputs and their attributes in the API. */
const attributeNames: readonly (readonly [property: string, attribute: string, kind: "number" | "flag" | "text"])[] = [
  ["delaySeconds", "DelaySeconds", "number"],
  ["kmsDataKeyReusePeriodSeconds", "KmsDataKeyReusePeriodSeconds", "number"],
  ["kmsMasterKeyId", "KmsMasterKeyId", "text"],
  ["maxMessageSize", "MaximumMessageSize", "number"],
  ["messageRetentionSeconds", "MessageRetentionPeriod", "number"],
  ["policy", "Policy", "text"],
  ["receiveWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds", "number"],
  ["redriveAllowPolicy", "RedriveAllowPolicy", "text"],
  ["redrivePolicy", "RedrivePolicy", "text"],
  ["sqsManagedSseEnabled", "SqsManagedSseEnabled", "flag"],
  ["visibilityTimeoutSeconds", "VisibilityTimeout", "number"],
];

function toAttributes(inputs: Bag): Record<string, string> {
  const stated = attributeNames.filter(([property]) => inputs[property] !== undefined);
  return Object.fromEntries(stated.map(([property, attribute]) => [attribute, String(inputs[property])]));
}

function made(queue: Queue, known: Bag, context: ProviderContext): Made {
  const { services } = context.cloud;
  const url = services.sqs.url(queue.name);
  const values = attributeNames.map(([property, attribute, kind]) => {
    const value = queue.attribute(attribute);
    if (value === undefined) return [property, undefined] as const;
    return [property, kind === "number" ? Number(value) : kind === "flag" ? value === "true" : value] as const;
  });
  const outs = {
    ...Object.fromEntries(values),
    arn: queue.arn,
    contentBasedDeduplication: false,
    fifoQueue: false,
    name: queue.name,
    namePrefix: known.namePrefix,
    url,
    ...tagOutputs({ ...queue.settings.tags }, known, context),
  };
  return { id: url, outs };
}

/** `aws.sqs.Queue`: standard queues. Its id is the queue's URL. */
export const queue: ResourceType = {
  token: "aws:sqs/queue:Queue",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 80 },
  properties: {
    contentBasedDeduplication: only(false, "it is for FIFO queues, which the embedded SQS does not have"),
    delaySeconds: integer(0, 900, { byDefault: 0 }),
    fifoQueue: only(false, "the embedded SQS has standard queues"),
    kmsDataKeyReusePeriodSeconds: integer(60, 86_400, { computed: true }),
    kmsMasterKeyId: text(),
    maxMessageSize: integer(1024, 1_048_576, { byDefault: 262_144 }),
    messageRetentionSeconds: integer(60, 1_209_600, { byDefault: 345_600 }),
    name: text({
      replaces: true,
      computed: true,
      test: (name) =>
        /^[\w-]{1,80}$/.test(name)
          ? undefined
          : `expected 1 to 80 letters, digits, hyphens or underscores, got "${name}"`,
    }),
    namePrefix: text({ replaces: true, conflictsWith: ["name"] }),
    policy: json({ computed: true }),
    receiveWaitTimeSeconds: integer(0, 20, { byDefault: 0 }),
    redriveAllowPolicy: json({ computed: true }),
    redrivePolicy: json({ computed: true }),
    sqsManagedSseEnabled: flag({ computed: true, conflictsWith: ["kmsMasterKeyId"] }),
    visibilityTimeoutSeconds: integer(0, 43_200, { byDefault: 30 }),
  },
  create(inputs, context) {
    const { sqs, kms } = context.cloud.services;
    if (sqs.has(inputs.name as string))
      throw new Error(`QueueAlreadyExists: a queue named ${inputs.name as string} already exists`);
    if (typeof inputs.kmsMasterKeyId === "string") kms.arnOf(inputs.kmsMasterKeyId);
    return made(
      sqs.createQueue(inputs.name as string, toAttributes(inputs), allTags(inputs, context)),
      inputs,
      context,
    );
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.sqs.queue(id), "QueueDoesNotExist");
    return found && made(found, known, context);
  },
  update(id, inputs, oldOutputs, context) {
    const { sqs } = context.cloud.services;
    const found = sqs.queue(id);
    // A key that is no longer given is unset. Other inputs that are left out stay as they are.
    const { kmsMasterKeyId } = oldOutputs;
    sqs.setAttributes(found.name, {
      ...(kmsMasterKeyId !== undefined && { KmsMasterKeyId: "" }),
      ...toAttributes(inputs),
    });
    found.settings.tags = allTags(inputs, context);
    sqs.changed();
    return made(found, inputs, context);
  },
  delete(id, _, { cloud }) {
    const name = id.slice(id.lastIndexOf("/") + 1);
    if (cloud.services.sqs.has(name)) cloud.services.sqs.deleteQueue(name);
  },
};
