import type { DeliveryDestination } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { object, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn, matching } from "../../validators";
import type { Bag } from "../../../property-values";
import { CLOUDFRONT_LOGS_REGION } from "./log-delivery";

function made(destination: DeliveryDestination, known: Bag, context: ProviderContext): Made {
  const { name, arn, outputFormat, destinationResourceArn, tags } = destination;
  const outs = {
    arn,
    deliveryDestinationConfiguration: { destinationResourceArn },
    deliveryDestinationType: "S3",
    name,
    outputFormat,
    ...tagOutputs(tags, known, context),
  };
  return { id: name, outs };
}

function put(inputs: Bag, context: ProviderContext): Made {
  const { destinationResourceArn } = inputs.deliveryDestinationConfiguration as { destinationResourceArn: string };
  const destination = {
    name: inputs.name as string,
    outputFormat: inputs.outputFormat as string | undefined,
    destinationResourceArn,
    tags: allTags(inputs, context),
  };
  return made(context.cloud.services.logDeliveries.putDestination(destination), inputs, context);
}

/** `aws.cloudwatch.LogDeliveryDestination`: a bucket. */
export const logDeliveryDestination: ResourceType = {
  token: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
  tagged: true,
  otherRegions: [CLOUDFRONT_LOGS_REGION],
  autoName: { property: "name", maxLength: 60 },
  properties: {
    deliveryDestinationConfiguration: object(
      {
        destinationResourceArn: text({
          required: true,
          test: (value) =>
            anArn(value) ?? (value.startsWith("arn:aws:s3:::") ? undefined : `expected a bucket, got "${value}"`),
        }),
      },
      { required: true },
    ),
    deliveryDestinationType: oneOf(["S3"], { computed: true, replaces: true }),
    name: text({
      computed: true,
      replaces: true,
      test: matching(/^[\w-]{1,60}$/, "1 to 60 letters, digits, hyphens and underscores"),
    }),
    outputFormat: oneOf(["json", "plain", "w3c", "raw", "parquet"], { replaces: true }),
  },
  create: put,
  read(id, known, context) {
    const found = context.cloud.services.logDeliveries.destinations.get(id);
    return found && made(found, known, context);
  },
  update: (_, inputs, __, context) => put(inputs, context),
  delete: (id, _, { cloud }) => cloud.services.logDeliveries.deleteDestination(id),
};
