import { isJsonService, jsonHeaders } from "../http/json-protocols";
import type { AwsRequest, AwsResponse, CallAsRole } from "../role-client";
import { GatewayError } from "./gateway-error";
import { integrationBody } from "./integration-body";
import { parseIntegrationUri, type IntegrationTarget } from "./integration-uri";
import { mapRequest } from "./mapping";
import { executionArn } from "./request";
import type { ApiRequest } from "./request";
import type { ApiDefinition, Integration } from "./types";

const PRINCIPAL = "apigateway.amazonaws.com";

/** Percent-encodes a value for a path; slashes, as in object keys, are kept. */
const encodePath = (text: string) =>
  text
    .split("/")
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, percent))
    .join("/");
const percent = (c: string) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;

function fillPath(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([\w$.-]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === "") {
      throw new GatewayError("API_CONFIGURATION_ERROR", `the path override has no value for {${name}}`);
    }
    return encodePath(value);
  });
}

function actionHeaders({ service, rest }: IntegrationTarget): Record<string, string> {
  if (isJsonService(service)) return jsonHeaders(service, rest);
  throw new GatewayError("API_CONFIGURATION_ERROR", `the service ${service} has no actions`);
}

/** The request of an integration to its service: path or action, parameters, template. */
function serviceRequest(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  now: number,
): AwsRequest {
  const target = parseIntegrationUri(integration.uri ?? "");
  if (target === undefined)
    throw new GatewayError("API_CONFIGURATION_ERROR", `the URI names no service: ${integration.uri}`);
  const mapped = mapRequest(integration.requestParameters, request, now);
  const { body, contentType, overrides } = integrationBody(request, integration, definition.binaryMediaTypes, now);
  const isAction = target.kind === "action";
  const headers = isAction ? actionHeaders(target) : { "content-type": contentType };
  for (const [name, value] of Object.entries({ ...mapped.header, ...overrides?.headers })) {
    headers[name.toLowerCase()] = value;
  }
  return {
    service: target.service,
    method: isAction ? "POST" : (integration.integrationHttpMethod ?? request.httpMethod),
    path: isAction ? "/" : `/${fillPath(target.rest, { ...mapped.path, ...overrides?.path })}`,
    query: { ...mapped.querystring, ...overrides?.query },
    headers,
    body,
  };
}

/** Calls the service with the permissions of the integration's role. */
export async function callService(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  call: CallAsRole,
  now: number,
): Promise<AwsResponse> {
  const { credentials } = integration;
  if (credentials === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", "the integration has no role to call the service with");
  }
  return await call(
    credentials,
    PRINCIPAL,
    executionArn(request),
    serviceRequest(request, integration, definition, now),
  );
}
