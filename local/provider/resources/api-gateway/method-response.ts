import type { MethodResponse } from "../../../services/api-gateway/types";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, map, text } from "../../schema";
import type { Bag } from "../../wire";
import { flags, placeOf, placeProperties, texts, unlessEmpty } from "./place";

function made(known: Bag, response: MethodResponse): Made {
  const place = placeOf(known);
  const { statusCode, responseModels, responseParameters } = response;
  const outs = {
    ...place,
    statusCode,
    responseModels: unlessEmpty(responseModels),
    responseParameters: unlessEmpty(responseParameters),
  };
  return { id: `agmr-${place.restApi}-${place.resourceId}-${place.httpMethod}-${statusCode}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const { restApi, resourceId, httpMethod } = placeOf(inputs);
  const response = {
    statusCode: inputs.statusCode as string,
    responseParameters: flags(inputs.responseParameters),
    responseModels: texts(inputs.responseModels),
  };
  cloud.services.apiGateway.apis.putMethodResponse(restApi, resourceId, httpMethod, response);
  return made(inputs, response);
}

/** `aws.apigateway.MethodResponse`: an answer that a method may give. */
export const methodResponse: ResourceType = {
  token: "aws:apigateway/methodResponse:MethodResponse",
  properties: {
    ...placeProperties,
    responseModels: map(text()),
    responseParameters: map(flag()),
    statusCode: text({ required: true, replaces: true }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = placeOf(known);
    const { apis } = cloud.services.apiGateway;
    const method = await ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
    const response = method?.methodResponses[known.statusCode as string];
    return response && made(known, response);
  },
  async delete(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = placeOf(known);
    const { apis } = cloud.services.apiGateway;
    const method = await ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
    if (method === undefined) return;
    delete method.methodResponses[known.statusCode as string];
    cloud.services.apiGateway.changed();
  },
};
