import type { MethodResponse } from "@image-pipeline/local-aws";
import type { Made, ProviderContext } from "../../resource-type";
import { flag, map, text } from "../../schema";
import type { Bag } from "../../../property-values";
import { methodPart } from "./method-part";
import { flags, methodKeyOf, texts, unlessEmpty } from "./method-key";

function made(known: Bag, response: MethodResponse): Made {
  const methodKey = methodKeyOf(known);
  const { statusCode, responseModels, responseParameters } = response;
  const outs = {
    ...methodKey,
    statusCode,
    responseModels: unlessEmpty(responseModels),
    responseParameters: unlessEmpty(responseParameters),
  };
  return { id: `agmr-${methodKey.restApi}-${methodKey.resourceId}-${methodKey.httpMethod}-${statusCode}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): MethodResponse {
  const { restApi, resourceId, httpMethod } = methodKeyOf(inputs);
  const response = {
    statusCode: inputs.statusCode as string,
    responseParameters: flags(inputs.responseParameters),
    responseModels: texts(inputs.responseModels),
  };
  cloud.services.apiGateway.apis.putMethodResponse(restApi, resourceId, httpMethod, response);
  return response;
}

/** `aws.apigateway.MethodResponse`: an answer that a method may give. */
export const methodResponse = methodPart<MethodResponse>({
  token: "aws:apigateway/methodResponse:MethodResponse",
  properties: {
    responseModels: map(text()),
    responseParameters: map(flag()),
    statusCode: text({ required: true, replaces: true }),
  },
  put,
  get: ({ methodResponses }, known) => methodResponses[known.statusCode as string],
  made,
  remove: ({ methodResponses }, known) => void delete methodResponses[known.statusCode as string],
});
