import type { ServiceCaller } from "../targets";
import type { ApiResponse } from "./request";
import { executionArn } from "./request";
import { GatewayError } from "./gateway-error";
import { callerHeaders, checkHeaderMappings } from "./headers";
import { integrationBody } from "./integration-body";
import { functionArnOf } from "./integration-uri";
import type { AwsResponse } from "../aws-request";
import { mapRequest } from "./mapping";
import { isBinary, mediaType } from "./payload";
import { proxyEvent } from "./proxy-event";
import { headerOf, type ApiRequest } from "./request";
import type { ApiDefinition, Integration } from "./types";

/** Result of an invocation. */
interface FunctionResult {
  /** JSON text. */
  readonly payload: string;
  /** Whether the payload is an unhandled error. */
  readonly failed: boolean;
}

/** Invokes a function as a service. @throws AwsError if the function's policy does not allow it. */
export type InvokeFunction = (functionArn: string, payload: string, as: ServiceCaller) => Promise<FunctionResult>;

/** Largest event of a function, in bytes. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

async function invoke(request: ApiRequest, integration: Integration, payload: string, port: InvokeFunction) {
  const functionArn = functionArnOf(integration.uri ?? "");
  if (functionArn === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", `the URI names no function: ${integration.uri}`);
  }
  if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
    throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long");
  }
  const as: ServiceCaller = {
    kind: "service",
    principal: "apigateway.amazonaws.com",
    sourceArn: executionArn(request),
    sourceAccount: request.accountId,
  };
  return await port(functionArn, payload, as);
}

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const resultFields = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/** A malformed result of the function is an "Internal server error" with status 502. */
function malformed(reason: string): GatewayError {
  return new GatewayError("DEFAULT_5XX", `Malformed Lambda proxy response: ${reason}`, 502);
}

function objectOf(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw malformed(`${name}: expected an object`);
  return value as Readonly<Record<string, unknown>>;
}

function headerValue(name: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  throw malformed(`header ${name}: expected a string or a boolean, got ${JSON.stringify(value)}`);
}

/** Headers by name in lower case; a name in both maps has the values of both. */
function resultHeaders(result: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(objectOf("headers", result.headers))) {
    headers[name.toLowerCase()] = headerValue(name, value);
  }
  for (const [name, values] of Object.entries(objectOf("multiValueHeaders", result.multiValueHeaders))) {
    if (!Array.isArray(values)) throw malformed(`multiValueHeaders ${name}: expected an array`);
    const single = headers[name.toLowerCase()];
    const all = values.map((value) => headerValue(name, value));
    headers[name.toLowerCase()] = typeof single === "string" ? [...all, single] : all;
  }
  return headers;
}

/** Every field may be absent, no other may be present. */
function readResult({ payload, failed }: FunctionResult): ProxyResult {
  if (failed) throw malformed(`the function failed: ${payload.slice(0, 300)}`);
  const parsed: unknown = JSON.parse(payload);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw malformed("expected an object");
  const result = parsed as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(result).find((key) => !resultFields.includes(key));
  if (unknown !== undefined) throw malformed(`unknown field "${unknown}"`);
  const { statusCode, body, isBase64Encoded } = result;
  const status = Number(statusCode ?? 200);
  if (!(Number.isInteger(status) && status >= 100 && status <= 599)) {
    throw malformed(`statusCode: expected 100..599, got ${JSON.stringify(statusCode)}`);
  }
  if (body !== undefined && body !== null && typeof body !== "string") throw malformed("body: expected a string");
  return {
    statusCode: status,
    headers: resultHeaders(result),
    body: body ?? "",
    isBase64Encoded: isBase64Encoded === true,
  };
}

/** `AWS_PROXY`: the function receives the request and returns the response. */
export async function lambdaProxy(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  port: InvokeFunction,
  now: number,
): Promise<ApiResponse> {
  checkHeaderMappings(mapRequest(integration.requestParameters, request, now).header);
  const payload = JSON.stringify(proxyEvent(request, definition, now));
  const { statusCode, headers, body, isBase64Encoded } = readResult(await invoke(request, integration, payload, port));
  // Base64 is decoded only if the caller accepts one of the API's binary media types.
  const accepted = mediaType(headerOf(request, "accept") ?? "");
  const decode = isBase64Encoded && isBinary(definition.binaryMediaTypes, accepted);
  return {
    status: statusCode,
    headers: { "content-type": "application/json", ...callerHeaders(integration.type, headers) },
    body: Buffer.from(body, decode ? "base64" : "utf8"),
  };
}

/** `AWS` with a function: a template makes the event, an integration response makes the response. */
export async function lambdaCustom(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  port: InvokeFunction,
  now: number,
): Promise<AwsResponse & { readonly errorMessage?: string }> {
  checkHeaderMappings(mapRequest(integration.requestParameters, request, now).header);
  const { body } = integrationBody(request, integration, definition.binaryMediaTypes, now);
  const { payload, failed } = await invoke(request, integration, body.toString(), port);
  const headers = { "content-type": "application/json" };
  if (!failed) return { status: 200, headers, body: Buffer.from(payload) };
  const { errorMessage } = JSON.parse(payload) as { errorMessage?: string };
  return { status: 200, headers, body: Buffer.from(payload), errorMessage: errorMessage ?? "Unhandled" };
}
