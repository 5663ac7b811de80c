import type { ServiceCaller } from "../targets";
import type { ApiResponse } from "./request";
import { executionArn } from "./request";
import { GatewayError } from "./gateway-error";
import { integrationBody } from "./integration-body";
import { functionArnOf } from "./integration-uri";
import type { AwsResponse } from "../role-client";
import { proxyEvent } from "./proxy-event";
import { headerOf, isBinary, type ApiRequest } from "./request";
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
  readonly statusCode?: number | string;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

const resultFields = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/** A malformed result of the function is an "Internal server error" with status 502. */
function malformed(reason: string): GatewayError {
  return new GatewayError("API_CONFIGURATION_ERROR", `Malformed Lambda proxy response: ${reason}`, 502);
}

function readResult({ payload, failed }: FunctionResult): ProxyResult & { statusCode: number | string } {
  if (failed) throw malformed(`the function failed: ${payload.slice(0, 300)}`);
  const result: unknown = JSON.parse(payload);
  if (typeof result !== "object" || result === null || Array.isArray(result)) throw malformed("expected an object");
  const unknown = Object.keys(result).find((key) => !resultFields.includes(key));
  if (unknown !== undefined) throw malformed(`unknown field "${unknown}"`);
  const { statusCode, body } = result as ProxyResult;
  if (statusCode === undefined || !(Number(statusCode) >= 100 && Number(statusCode) <= 599)) {
    throw malformed(`statusCode: expected 100..599, got ${JSON.stringify(statusCode)}`);
  }
  if (body !== undefined && body !== null && typeof body !== "string") throw malformed("body: expected a string");
  return { ...(result as ProxyResult), statusCode };
}

/** `AWS_PROXY`: the function receives the request and returns the response. */
export async function lambdaProxy(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  port: InvokeFunction,
  now: number,
): Promise<ApiResponse> {
  const payload = JSON.stringify(proxyEvent(request, definition, now));
  const result = readResult(await invoke(request, integration, payload, port));
  const headers: Record<string, string | readonly string[]> = { "content-type": "application/json" };
  for (const [name, value] of Object.entries(result.headers ?? {})) headers[name.toLowerCase()] = String(value);
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) headers[name.toLowerCase()] = values;
  const accept = (headerOf(request, "accept") ?? "").split(",")[0]?.split(";")[0]?.trim() ?? "";
  // Base64 is decoded only if the caller accepts one of the API's binary media types.
  const decode = result.isBase64Encoded === true && isBinary(definition.binaryMediaTypes, accept);
  const body = Buffer.from(result.body ?? "", decode ? "base64" : "utf8");
  return { status: Number(result.statusCode), headers, body };
}

/** `AWS` with a function: a template makes the event, an integration response makes the response. */
export async function lambdaCustom(
  request: ApiRequest,
  integration: Integration,
  definition: ApiDefinition,
  port: InvokeFunction,
  now: number,
): Promise<AwsResponse & { readonly errorMessage?: string }> {
  const { body } = integrationBody(request, integration, definition.binaryMediaTypes, now);
  const { payload, failed } = await invoke(request, integration, body.toString(), port);
  const headers = { "content-type": "application/json" };
  if (!failed) return { status: 200, headers, body: Buffer.from(payload) };
  const { errorMessage } = JSON.parse(payload) as { errorMessage?: string };
  return { status: 200, headers, body: Buffer.from(payload), errorMessage: errorMessage ?? "Unhandled" };
}
