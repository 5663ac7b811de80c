import { isJsonService, jsonHeaders } from "../http/json-protocols";
import type { AwsRequest, AwsResponse } from "../aws-request";
import type { CallAsRole } from "../role-client";
import { GatewayError } from "./gateway-error";
import { serviceHeaders } from "./headers";
import { integrationBody } from "./integration-body";
import { parseIntegrationUri, type IntegrationTarget } from "./integration-uri";
import { mapRequest } from "./mapping";
import { fillPath } from "./path-override";
import { executionArn } from "./request";
import type { ApiRequest } from "./request";
import type { ApiDefinition, Integration } from "./types";

const PRINCIPAL = "apigateway.amazonaws.com";

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
  const headers = serviceHeaders(request, contentType, { ...mapped.header, ...overrides?.headers });
  const parameters = { ...mapped.querystring, ...overrides?.query };
  if (target.kind === "action") {
    const action = { method: "POST", path: "/", headers: { ...headers, ...actionHeaders(target) } };
    return { service: target.service, ...action, query: parameters, body };
  }
  const { path, query } = fillPath(target.rest, { ...mapped.path, ...overrides?.path });
  const method = integration.integrationHttpMethod ?? request.httpMethod;
  return { service: target.service, method, path, query: { ...query, ...parameters }, headers, body };
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
