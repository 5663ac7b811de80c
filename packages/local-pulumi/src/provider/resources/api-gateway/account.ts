import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { text } from "../../schema";
import { anArn } from "../../validators";
import { accountThrottle } from "@image-pipeline/local-aws";

/** There is one in an account and region, and this is its id. */
const ID = "api-gateway-account";

function made({ cloud }: ProviderContext): Made {
  const { rateLimit, burstLimit } = accountThrottle;
  const outs = {
    apiKeyVersion: "4",
    cloudwatchRoleArn: cloud.services.apiGateway.logRoleArn,
    features: ["UsagePlans"],
    throttleSettings: [{ rateLimit, burstLimit }],
  };
  return { id: ID, outs };
}

/** `aws.apigateway.Account`: the role that writes the logs of all APIs. Deleting it unsets the role. */
export const account: ResourceType = {
  token: "aws:apigateway/account:Account",
  properties: { cloudwatchRoleArn: text({ test: anArn }) },
  create(inputs, context) {
    context.cloud.services.apiGateway.setLogRole(inputs.cloudwatchRoleArn as string | undefined);
    return made(context);
  },
  update(_, inputs, __, context) {
    context.cloud.services.apiGateway.setLogRole(inputs.cloudwatchRoleArn as string | undefined);
    return made(context);
  },
  read: (_, __, context) => made(context),
  delete: (_, __, { cloud }) => cloud.services.apiGateway.setLogRole(undefined),
};
