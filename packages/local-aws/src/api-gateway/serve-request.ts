import { AwsError } from "../http/aws-error";
import type { ApiResponse } from "./request";
import { settingsOf } from "./api-logs";
import { authorizeRequest } from "./authorize";
import { GatewayError } from "./gateway-error";
import type { ApiGateway } from "./api-gateway";
import { integrationBody } from "./integration-body";
import { methodResponse } from "./integration-response";
import { functionArnOf } from "./integration-uri";
import { lambdaCustom, lambdaProxy } from "./lambda-integration";
import type { ApiRequest } from "./request";
import { findRoute } from "./routing";
import { callService } from "./service-integration";
import { accountThrottle } from "./throttle";
import type { ApiDefinition, Integration } from "./types";
import { checkApiKey } from "./usage-plans";
import { validateRequest } from "./validation";

/** The signature's scope. */
export interface Sender {
  /** Service in the credential scope of the signature; undefined for an unsigned request. */
  readonly signedFor?: string;
}

function throttle(gateway: ApiGateway, request: ApiRequest, now: number): void {
  const { api, stage, route } = request;
  const limits = settingsOf(request)?.throttle ?? accountThrottle;
  const name = `${api.id} ${stage.name} ${route?.resource.path} ${route?.method.httpMethod}`;
  if (!gateway.throttles.take(name, limits, now)) throw new GatewayError("THROTTLED", "Too Many Requests");
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out")), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function mock(request: ApiRequest, integration: Integration, definition: ApiDefinition, now: number) {
  const { body } = integrationBody(request, integration, definition.binaryMediaTypes, now);
  let statusCode: unknown;
  try {
    statusCode = (JSON.parse(body.toString()) as { statusCode?: unknown }).statusCode;
  } catch {
    throw new GatewayError(
      "API_CONFIGURATION_ERROR",
      "the template of a MOCK integration must render JSON with a statusCode",
    );
  }
  const status = Number(statusCode);
  return await Promise.resolve(
    methodResponse(
      request,
      { integration, definition, response: { status, headers: {}, body: Buffer.alloc(0) }, selector: String(status) },
      now,
    ),
  );
}

async function integrate(
  gateway: ApiGateway,
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  now: number,
): Promise<ApiResponse> {
  const { call, invokeFunction } = gateway.deps;
  if (integration.type === "MOCK") return await mock(request, integration, definition, now);
  if (integration.type === "AWS_PROXY") {
    return await lambdaProxy(request, integration, definition, invokeFunction, now);
  }
  if (functionArnOf(integration.uri ?? "") !== undefined) {
    const response = await lambdaCustom(request, integration, definition, invokeFunction, now);
    return methodResponse(request, { integration, definition, response, selector: response.errorMessage }, now);
  }
  const response = await callService(request, integration, definition, call, now);
  request.progress.integrationStatus = response.status;
  request.progress.integrationRequestId = response.headers["x-amz-request-id"] ?? response.headers["x-amzn-requestid"];
  return methodResponse(request, { integration, definition, response, selector: String(response.status) }, now);
}

/** An error of the integration's service is a configuration error of the API: a role or a permission is wrong. */
function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof AwsError && error.status === 429) {
    return new GatewayError("API_CONFIGURATION_ERROR", error.message, 500);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new GatewayError("API_CONFIGURATION_ERROR", message, 500);
}

/**
 * Processes a request: route, authorization, API key, throttle, validation, integration.
 *
 * @throws GatewayError for errors that API Gateway itself responds with.
 */
export async function serveRequest(gateway: ApiGateway, request: ApiRequest, sender: Sender): Promise<ApiResponse> {
  const now = Date.now();
  const definition = request.api.deployments[request.stage.deploymentId]?.definition;
  if (definition === undefined) throw new GatewayError("API_CONFIGURATION_ERROR", "the stage has no deployment");
  request.route = findRoute(definition, request.httpMethod, request.path);
  const { route } = request;
  if (route === undefined) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  authorizeRequest(request, definition, gateway.deps.iam, sender.signedFor);
  if (route.method.apiKeyRequired) checkApiKey(request, gateway, now);
  throttle(gateway, request, now);
  validateRequest(request, definition);
  const { integration } = route.method;
  if (integration === undefined) throw new GatewayError("API_CONFIGURATION_ERROR", "No integration defined for method");
  const started = performance.now();
  try {
    return await withTimeout(integrate(gateway, request, integration, definition, now), integration.timeoutMs);
  } catch (error) {
    throw asGatewayError(error);
  } finally {
    request.progress.integrationLatencyMs = Math.round(performance.now() - started);
  }
}
