import { randomBytes } from "node:crypto";

import { header } from "../http/call";
import type { Call } from "../http/service";
import type { Caller } from "../iam/caller";
import { isVisible } from "./headers";
import { mediaType } from "./payload";
import type { Route } from "./routing";
import type { RestApi, Stage } from "./types";

/** State of a request, for `$context` and the logs. */
interface Progress {
  status: number;
  responseBytes: number;
  integrationStatus?: number;
  integrationLatencyMs?: number;
  integrationRequestId?: string;
  errorMessage?: string;
  errorType?: string;
  validationError?: string;
  apiKeyId?: string;
  apiKey?: string;
}

/** A request to an API. */
export interface ApiRequest {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  readonly httpMethod: string;
  /** Below the stage, as sent. */
  readonly path: string;
  /** Decoded, every value of a name in order. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** By name as sent, every value in order; without those that API Gateway drops. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
  readonly caller: Caller;
  readonly accessKeyId?: string;
  readonly host: string;
  readonly startedAt: number;
  readonly traceId: string;
  /** Set by the router. */
  route?: Route;
  readonly progress: Progress;
}

function parseQuery(rawQuery: string): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  // A semicolon separates parameters as well ("Important notes for REST APIs").
  for (const [name, value] of new URLSearchParams(rawQuery.replace(/;/g, "&"))) (query[name] ??= []).push(value);
  return query;
}

function parseHeaders(rawHeaders: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    if (isVisible(name)) (headers[name] ??= []).push(value);
  }
  return headers;
}

/** An X-Ray trace header: version, time in seconds, 96 random bits. */
function newTraceId(now: number): string {
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
}

/** Stage and path of a request. */
export interface RequestTarget {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly region: string;
  readonly path: string;
}

/** Makes the request of a call. */
export function makeRequest(call: Call, target: RequestTarget, now: number): ApiRequest {
  const host = `${target.api.id}.execute-api.${target.region}.amazonaws.com`;
  return {
    ...target,
    requestId: call.requestId,
    httpMethod: header(call, "x-http-method-override") ?? call.method,
    query: parseQuery(call.rawQuery),
    headers: parseHeaders(call.stream.rawHeaders),
    body: call.body ?? Buffer.alloc(0),
    caller: call.caller,
    accessKeyId: call.claim?.accessKeyId,
    host,
    startedAt: now,
    traceId: newTraceId(now),
    progress: { status: 0, responseBytes: 0 },
  };
}

/** The last value of a header. Names are compared without regard to case. */
export function headerOf({ headers }: Pick<ApiRequest, "headers">, name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === lower)
    .at(-1)?.[1]
    .at(-1);
}

/** The content type without parameters, in lower case. Default `application/json`. */
export function contentTypeOf(request: Pick<ApiRequest, "headers">): string {
  return mediaType(headerOf(request, "content-type") ?? "application/json");
}

/** A response of an API. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** ARN of a method as in permissions: `…:API/STAGE/METHOD/resource/path`, variables as `{name}`. */
export function executionArn({ api, stage, accountId, region, httpMethod, route }: ApiRequest): string {
  const path = route?.resource.path ?? "/";
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${httpMethod}${path}`;
}

/** ARN of a request as in policies, with the path as sent. */
export function requestArn({ api, stage, accountId, region, httpMethod, path }: ApiRequest): string {
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${httpMethod}${path}`;
}
