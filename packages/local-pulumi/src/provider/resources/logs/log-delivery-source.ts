import type { DeliverySource } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn, matching } from "../../validators";
import type { Bag } from "../../../property-values";
import { CLOUDFRONT_LOGS_REGION } from "./log-delivery";

function made({ name, arn, resourceArn, logType, tags }: DeliverySource, known: Bag, context: ProviderContext): Made {
  const service = resourceArn.split(":")[2];
  return { id: name, outs: { arn, logType, name, resourceArn, service, ...tagOutputs(tags, known, context) } };
}

const put = (inputs: Bag, context: ProviderContext): Made =>
  made(
    context.cloud.services.logDeliveries.putSource({
      name: inputs.name as string,
      resourceArn: inputs.resourceArn as string,
      logType: inputs.logType as string,
      tags: allTags(inputs, context),
    }),
    inputs,
    context,
  );

/** `aws.cloudwatch.LogDeliverySource`. */
export const logDeliverySource: ResourceType = {
  token: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
  tagged: true,
  otherRegions: [CLOUDFRONT_LOGS_REGION],
  autoName: { property: "name", maxLength: 60 },
  properties: {
    logType: text({ required: true, replaces: true }),
    name: text({
      computed: true,
      replaces: true,
      test: matching(/^[\w-]{1,60}$/, "1 to 60 letters, digits, hyphens and underscores"),
    }),
    resourceArn: text({ required: true, replaces: true, test: anArn }),
  },
  create: put,
  read(id, known, context) {
    const found = context.cloud.services.logDeliveries.sources.get(id);
    return found && made(found, known, context);
  },
  update: (_, inputs, __, context) => put(inputs, context),
  delete: (id, _, { cloud }) => cloud.services.logDeliveries.deleteSource(id),
};
