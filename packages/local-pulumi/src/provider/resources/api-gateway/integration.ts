import type { Integration } from "@image-pipeline/local-aws";
import type { Made, ProviderContext } from "../../resource-type";
import { integer, map, oneOf, text } from "../../schema";
import type { Bag } from "../../../property-values";
import { methodPart } from "./method-part";
import { httpMethod, methodKeyOf, texts, unlessEmpty } from "./method-key";

function made(known: Bag, integration: Integration): Made {
  const methodKey = methodKeyOf(known);
  const outs = {
    ...methodKey,
    cacheNamespace: methodKey.resourceId,
    connectionType: "INTERNET",
    contentHandling: integration.contentHandling,
    credentials: integration.credentials,
    integrationHttpMethod: integration.integrationHttpMethod,
    passthroughBehavior: integration.passthroughBehavior,
    requestParameters: unlessEmpty(integration.requestParameters),
    requestTemplates: unlessEmpty(integration.requestTemplates),
    timeoutMilliseconds: integration.timeoutMs,
    type: integration.type,
    uri: integration.uri,
  };
  return { id: `agi-${methodKey.restApi}-${methodKey.resourceId}-${methodKey.httpMethod}`, outs };
}

function put(inputs: Bag, { cloud }: ProviderContext): Integration {
  const { restApi, resourceId, httpMethod: verb } = methodKeyOf(inputs);
  const integration: Integration = {
    type: inputs.type as Integration["type"],
    integrationHttpMethod: inputs.integrationHttpMethod as string | undefined,
    uri: inputs.uri as string | undefined,
    credentials: inputs.credentials as string | undefined,
    requestParameters: texts(inputs.requestParameters),
    requestTemplates: texts(inputs.requestTemplates),
    passthroughBehavior:
      (inputs.passthroughBehavior as Integration["passthroughBehavior"] | undefined) ?? "WHEN_NO_MATCH",
    contentHandling: inputs.contentHandling as Integration["contentHandling"],
    timeoutMs: (inputs.timeoutMilliseconds as number | undefined) ?? 29_000,
  };
  cloud.services.apiGateway.apis.putIntegration(restApi, resourceId, verb, integration);
  return integration;
}

/** `aws.apigateway.Integration`: the backend of a method. */
export const integration = methodPart<Integration>({
  token: "aws:apigateway/integration:Integration",
  properties: {
    connectionType: oneOf(["INTERNET"], { byDefault: "INTERNET" }),
    contentHandling: oneOf(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
    credentials: text(),
    integrationHttpMethod: { ...httpMethod, replaces: true },
    passthroughBehavior: oneOf(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"], { computed: true, replaces: true }),
    requestParameters: map(text()),
    requestTemplates: map(text()),
    timeoutMilliseconds: integer(50, 29_000, { byDefault: 29_000 }),
    type: oneOf(["AWS", "AWS_PROXY", "MOCK"], { required: true, replaces: true }),
    uri: text({ replaces: true }),
  },
  deleteBeforeReplace: true,
  put,
  get: (method) => method.integration,
  made,
  remove: (method) => void (method.integration = undefined),
});
