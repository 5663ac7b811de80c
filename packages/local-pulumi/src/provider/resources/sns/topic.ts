import type { Topic } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { json, only, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";

function made(topic: Topic, known: Bag, context: ProviderContext): Made {
  const outs = {
    arn: topic.arn,
    displayName: topic.displayName === "" ? undefined : topic.displayName,
    fifoTopic: false,
    kmsMasterKeyId: topic.kmsKeyId,
    name: topic.name,
    namePrefix: known.namePrefix,
    owner: context.cloud.accountId,
    policy: topic.policy,
    ...tagOutputs(topic.tags, known, context),
  };
  return { id: topic.arn, outs };
}

const settings = (inputs: Bag, context: ProviderContext) => ({
  displayName: (inputs.displayName as string | undefined) ?? "",
  kmsKeyId: inputs.kmsMasterKeyId as string | undefined,
  tags: allTags(inputs, context),
  ...(inputs.policy !== undefined && { policy: inputs.policy as string }),
});

/** `aws.sns.Topic`: standard topics. Its id is the topic's ARN. */
export const topic: ResourceType = {
  token: "aws:sns/topic:Topic",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 80 },
  properties: {
    contentBasedDeduplication: only(false, "it is for FIFO topics, which the embedded SNS does not have"),
    displayName: text({ test: (name) => (name.length > 100 ? "expected at most 100 characters" : undefined) }),
    fifoTopic: only(false, "the embedded SNS has standard topics"),
    kmsMasterKeyId: text(),
    name: text({
      replaces: true,
      computed: true,
      test: (name) =>
        /^[\w-]{1,256}$/.test(name)
          ? undefined
          : `expected 1 to 256 letters, digits, hyphens or underscores, got "${name}"`,
    }),
    namePrefix: text({ replaces: true, conflictsWith: ["name"] }),
    policy: json({ computed: true }),
  },
  create(inputs, context) {
    const { sns, kms } = context.cloud.services;
    if (typeof inputs.kmsMasterKeyId === "string") kms.arnOf(inputs.kmsMasterKeyId);
    const created = sns.createTopic(inputs.name as string);
    sns.configure(created.arn, settings(inputs, context));
    return made(created, inputs, context);
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.sns.topic(id), "NotFound");
    return found && made(found, known, context);
  },
  update(id, inputs, _, context) {
    const { sns } = context.cloud.services;
    sns.configure(id, settings(inputs, context));
    return made(sns.topic(id), inputs, context);
  },
  delete: (id, _, { cloud }) => cloud.services.sns.deleteTopic(id),
};
