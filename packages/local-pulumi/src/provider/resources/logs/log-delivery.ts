import type { Delivery } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn } from "../../validators";
import type { Bag } from "../../../property-values";

/** The deliveries of CloudFront's logs are declared here, whatever region a stack is in. */
export const CLOUDFRONT_LOGS_REGION = "us-east-1";

function made(delivery: Delivery, known: Bag, context: ProviderContext): Made {
  const { id, arn, deliverySourceName, deliveryDestinationArn, tags } = delivery;
  return { id, outs: { arn, deliveryDestinationArn, deliverySourceName, ...tagOutputs(tags, known, context) } };
}

/** `aws.cloudwatch.LogDelivery`. It is kept and described; the embedded services deliver no logs. */
export const logDelivery: ResourceType = {
  token: "aws:cloudwatch/logDelivery:LogDelivery",
  tagged: true,
  otherRegions: [CLOUDFRONT_LOGS_REGION],
  properties: {
    deliveryDestinationArn: text({ required: true, replaces: true, test: anArn }),
    deliverySourceName: text({ required: true, replaces: true }),
  },
  create(inputs, context) {
    const delivery = context.cloud.services.logDeliveries.create({
      deliverySourceName: inputs.deliverySourceName as string,
      deliveryDestinationArn: inputs.deliveryDestinationArn as string,
      tags: allTags(inputs, context),
    });
    return made(delivery, inputs, context);
  },
  read(id, known, context) {
    const found = context.cloud.services.logDeliveries.deliveries.get(id);
    return found && made(found, known, context);
  },
  update: (id, inputs, _, context) =>
    made(context.cloud.services.logDeliveries.setTags(id, allTags(inputs, context)), inputs, context),
  delete: (id, _, { cloud }) => cloud.services.logDeliveries.delete(id),
};
