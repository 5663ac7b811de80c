import type { IntegrationResponse } from "@image-pipeline/local-aws";
import type { Made, ProviderContext } from "../../resource-type";
import { map, oneOf, text } from "../../schema";
import type { Bag } from "../../../property-values";
import { methodPart } from "./method-part";
import { methodKeyOf, texts, unlessEmpty } from "./method-key";

function made(known: Bag, response: IntegrationResponse): Made {
  const methodKey = methodKeyOf(known);
  const { statusCode, selectionPattern, contentHandling, responseParameters, responseTemplates } = response;
  const outs = {
    ...methodKey,
    statusCode,
    selectionPattern,
    contentHandling,
    responseParameters: unlessEmpty(responseParameters),
    responseTemplates: unlessEmpty(responseTemplates),
  };
  return { id: `agir-${methodKey.restApi}-${methodKey.resourceId}-${methodKey.httpMethod}-${statusCode}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): IntegrationResponse {
  const { restApi, resourceId, httpMethod } = methodKeyOf(inputs);
  const response: IntegrationResponse = {
    statusCode: inputs.statusCode as string,
    selectionPattern: inputs.selectionPattern as string | undefined,
    responseParameters: texts(inputs.responseParameters),
    responseTemplates: texts(inputs.responseTemplates),
    contentHandling: inputs.contentHandling as IntegrationResponse["contentHandling"],
  };
  cloud.services.apiGateway.apis.putIntegrationResponse(restApi, resourceId, httpMethod, response);
  return response;
}

/** `aws.apigateway.IntegrationResponse`: maps a service's response to one of the method's. */
export const integrationResponse = methodPart<IntegrationResponse>({
  token: "aws:apigateway/integrationResponse:IntegrationResponse",
  properties: {
    contentHandling: oneOf(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
    responseParameters: map(text()),
    responseTemplates: map(text()),
    selectionPattern: text(),
    statusCode: text({ required: true, replaces: true }),
  },
  put,
  get: ({ integrationResponses }, known) => integrationResponses[known.statusCode as string],
  made,
  remove: ({ integrationResponses }, known) => void delete integrationResponses[known.statusCode as string],
});
