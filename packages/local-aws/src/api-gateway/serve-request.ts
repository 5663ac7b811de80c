import { AwsError } from "../http/aws-error";
import type { ApiAnswer } from "./request";
import { settingsOf } from "./api-logs";
import { authorizeRequest } from "./authorize";
import { GatewayError } from "./gateway-error";
import type { ApiGateway } from "./api-gateway";
import { integrationBody } from "./integration-body";
import { methodAnswer } from "./integration-response";
import { functionArnOf } from "./integration-uri";
import { lambdaCustom, lambdaProxy } from "./lambda-integration";
import type { ApiRequest } from "./request";
import { findRoute } from "./routing";
import { callService } from "./service-integration";
import { accountThrottle } from "./throttle";
import type { ApiDefinition, Integration } from "./types";
import { checkApiKey } from "./usage-plans";
import { validateRequest } from "./validation";

/** What is known of the sender. */
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
    throw new GatewayError("API_CONFIGURATION_ERROR", "the mock's template makes no { statusCode }");
  }
  const status = Number(statusCode);
  return await Promise.resolve(
    methodAnswer(request, { status, headers: {}, body: Buffer.alloc(0) }, String(status), now),
  );
}

async function integrate(
  gateway: ApiGateway,
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  now: number,
): Promise<ApiAnswer> {
  const { call, invokeFunction } = gateway.deps;
  if (integration.type === "MOCK") return await mock(request, integration, definition, now);
  if (integration.type === "AWS_PROXY") {
    return await lambdaProxy(request, integration, definition, invokeFunction, now);
  }
  if (functionArnOf(integration.uri ?? "") !== undefined) {
    const answer = await lambdaCustom(request, integration, definition, invokeFunction, now);
    return methodAnswer(request, answer, answer.errorMessage, now);
  }
  const answer = await callService(request, integration, definition, call, now);
  request.progress.integrationStatus = answer.status;
  request.progress.integrationRequestId = answer.headers["x-amz-request-id"] ?? answer.headers["x-amzn-requestid"];
  return methodAnswer(request, answer, String(answer.status), now);
}

/** What a service said no with is the API's own fault: its role, its function's permission. */
function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof AwsError && error.status === 429) {
    return new GatewayError("API_CONFIGURATION_ERROR", error.message, 500);
  }
  const why = error instanceof Error ? error.message : String(error);
  return new GatewayError("API_CONFIGURATION_ERROR", why, 500);
}

/**
 * Takes a request through an API: route, authorization, key, throttle, validation, integration.
 *
 * @throws GatewayError for what API Gateway answers itself.
 */
export async function serveRequest(gateway: ApiGateway, request: ApiRequest, sender: Sender): Promise<ApiAnswer> {
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
