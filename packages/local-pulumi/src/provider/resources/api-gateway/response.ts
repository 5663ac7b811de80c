import type { GatewayResponse } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { map, text } from "../../schema";
import type { Bag } from "../../../property-values";
import { texts, unlessEmpty } from "./method-key";

function made(restApiId: string, response: GatewayResponse): Made {
  const { responseType, statusCode, responseParameters, responseTemplates } = response;
  const outs = {
    restApiId,
    responseType,
    statusCode,
    responseParameters: unlessEmpty(responseParameters),
    responseTemplates: unlessEmpty(responseTemplates),
  };
  return { id: `aggr-${restApiId}-${responseType}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const restApiId = inputs.restApiId as string;
  const response = {
    responseType: inputs.responseType as string,
    statusCode: inputs.statusCode as string | undefined,
    responseParameters: texts(inputs.responseParameters),
    responseTemplates: texts(inputs.responseTemplates),
  };
  cloud.services.apiGateway.apis.putGatewayResponse(restApiId, response);
  return made(restApiId, response);
}

/** `aws.apigateway.Response`: an answer of API Gateway itself, in the API's own form. */
export const response: ResourceType = {
  token: "aws:apigateway/response:Response",
  properties: {
    responseParameters: map(text()),
    responseTemplates: map(text()),
    responseType: text({ required: true, replaces: true }),
    restApiId: text({ required: true, replaces: true }),
    statusCode: text(),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  read(_, known, { cloud }) {
    const restApiId = known.restApiId as string;
    const api = cloud.services.apiGateway.apis.apis.get(restApiId);
    const found = api?.definition.gatewayResponses[known.responseType as string];
    return found && made(restApiId, found);
  },
  delete(_, known, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    const restApiId = known.restApiId as string;
    const type = known.responseType as string;
    if (apis.apis.has(restApiId)) apis.edit(restApiId, ({ definition }) => delete definition.gatewayResponses[type]);
  },
};
