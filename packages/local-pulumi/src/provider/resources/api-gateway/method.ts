import type { ApiMethod } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, map, oneOf, text } from "../../schema";
import type { Bag } from "../../../property-values";
import { flags, methodKeyOf, methodKeyProperties, texts, unlessEmpty } from "./method-key";

function made(restApi: string, method: ApiMethod): Made {
  const { resourceId, httpMethod, authorization, apiKeyRequired, operationName, requestValidatorId } = method;
  const outs = {
    restApi,
    resourceId,
    httpMethod,
    authorization,
    apiKeyRequired,
    operationName,
    requestValidatorId,
    requestParameters: unlessEmpty(method.requestParameters),
    requestModels: unlessEmpty(method.requestModels),
  };
  return { id: `agm-${restApi}-${resourceId}-${httpMethod}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const { restApi, ...methodKey } = methodKeyOf(inputs);
  const method = cloud.services.apiGateway.apis.putMethod(restApi, {
    ...methodKey,
    authorization: inputs.authorization as ApiMethod["authorization"],
    apiKeyRequired: inputs.apiKeyRequired === true,
    operationName: inputs.operationName as string | undefined,
    requestValidatorId: inputs.requestValidatorId as string | undefined,
    requestParameters: flags(inputs.requestParameters),
    requestModels: texts(inputs.requestModels),
  });
  return made(restApi, method);
}

/** `aws.apigateway.Method`. */
export const method: ResourceType = {
  token: "aws:apigateway/method:Method",
  properties: {
    ...methodKeyProperties,
    apiKeyRequired: flag({ byDefault: false }),
    authorization: oneOf(["NONE", "AWS_IAM"], { required: true }),
    operationName: text(),
    requestModels: map(text()),
    requestParameters: map(flag()),
    requestValidatorId: text(),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = methodKeyOf(known);
    const { apis } = cloud.services.apiGateway;
    const found = await ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
    return found && made(restApi, found);
  },
  async delete(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = methodKeyOf(known);
    const { apis } = cloud.services.apiGateway;
    await ifExists(() => apis.deleteMethod(restApi, resourceId, httpMethod), "NotFoundException");
  },
};
