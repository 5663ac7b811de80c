import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { document, text } from "../../schema";
import type { Bag } from "../../../property-values";

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const id = inputs.queueUrl as string;
  const { sqs } = cloud.services;
  sqs.setAttributes(sqs.queue(id).name, { Policy: inputs.policy as string });
  return { id, outs: { policy: inputs.policy, queueUrl: id } };
}

/** `aws.sqs.QueuePolicy`. Its id is the queue's URL. */
export const queuePolicy: ResourceType = {
  token: "aws:sqs/queuePolicy:QueuePolicy",
  properties: { policy: document({ required: true }), queueUrl: text({ required: true, replaces: true }) },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(id, _, { cloud }) {
    const queue = await ifExists(() => cloud.services.sqs.queue(id), "QueueDoesNotExist");
    const policy = queue?.attribute("Policy");
    return policy === undefined ? undefined : { id, outs: { policy, queueUrl: id } };
  },
  async delete(id, _, { cloud }) {
    const { sqs } = cloud.services;
    const queue = await ifExists(() => sqs.queue(id), "QueueDoesNotExist");
    if (queue !== undefined) sqs.setAttributes(queue.name, { Policy: "" });
  },
};
