import type { IntegrationResponse } from "../../../services/api-gateway/types";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { map, oneOf, text } from "../../schema";
import type { Bag } from "../../wire";
import { placeOf, placeProperties, texts, unlessEmpty } from "./place";

function made(known: Bag, response: IntegrationResponse): Made {
  const place = placeOf(known);
  const { statusCode, selectionPattern, contentHandling, responseParameters, responseTemplates } = response;
  const outs = {
    ...place,
    statusCode,
    selectionPattern,
    contentHandling,
    responseParameters: unlessEmpty(responseParameters),
    responseTemplates: unlessEmpty(responseTemplates),
  };
  return { id: `agir-${place.restApi}-${place.resourceId}-${place.httpMethod}-${statusCode}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const { restApi, resourceId, httpMethod } = placeOf(inputs);
  const response: IntegrationResponse = {
    statusCode: inputs.statusCode as string,
    selectionPattern: inputs.selectionPattern as string | undefined,
    responseParameters: texts(inputs.responseParameters),
    responseTemplates: texts(inputs.responseTemplates),
    contentHandling: inputs.contentHandling as IntegrationResponse["contentHandling"],
  };
  cloud.services.apiGateway.apis.putIntegrationResponse(restApi, resourceId, httpMethod, response);
  return made(inputs, response);
}

/** `aws.apigateway.IntegrationResponse`: how a service's answer becomes one of the method's. */
export const integrationResponse: ResourceType = {
  token: "aws:apigateway/integrationResponse:IntegrationResponse",
  properties: {
    ...placeProperties,
    contentHandling: oneOf(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
    responseParameters: map(text()),
    responseTemplates: map(text()),
    selectionPattern: text(),
    statusCode: text({ required: true, replaces: true }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = placeOf(known);
    const { apis } = cloud.services.apiGateway;
    const method = await ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
    const response = method?.integrationResponses[known.statusCode as string];
    return response && made(known, response);
  },
  async delete(_, known, { cloud }) {
    const { restApi, resourceId, httpMethod } = placeOf(known);
    const { apis } = cloud.services.apiGateway;
    const method = await ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
    if (method === undefined) return;
    delete method.integrationResponses[known.statusCode as string];
    cloud.services.apiGateway.changed();
  },
};
