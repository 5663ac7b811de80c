import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { document, text } from "../../schema";
import { anArn } from "../../validators";
import type { Bag } from "../../../property-values";

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const arn = inputs.arn as string;
  cloud.services.sns.configure(arn, { policy: inputs.policy as string });
  return { id: arn, outs: { arn, policy: inputs.policy, owner: cloud.accountId } };
}

/** `aws.sns.TopicPolicy`. Its id is the topic's ARN. */
export const topicPolicy: ResourceType = {
  token: "aws:sns/topicPolicy:TopicPolicy",
  properties: { arn: text({ required: true, replaces: true, test: anArn }), policy: document({ required: true }) },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(id, _, { cloud }) {
    const topic = await ifExists(() => cloud.services.sns.topic(id), "NotFound");
    return topic?.policy === undefined
      ? undefined
      : { id, outs: { arn: id, policy: topic.policy, owner: cloud.accountId } };
  },
  delete(id, _, { cloud }) {
    if (cloud.services.sns.topics.has(id)) cloud.services.sns.configure(id, { policy: undefined });
  },
};
