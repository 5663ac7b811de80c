import { headerOf, type ApiRequest } from "./request";

/** A tree of variables. */
export interface Variables {
  [name: string]: string | number | Variables | undefined;
}

/** Time in the common log format, `10/Oct/2026:13:55:36 +0000`. */
export function commonLogTime(ms: number): string {
  const date = new Date(ms);
  const month = date.toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${month}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

function identity({ caller, accessKeyId, progress, ...request }: ApiRequest): Variables {
  const signed = caller.kind === "role" || caller.kind === "root";
  return {
    sourceIp: "127.0.0.1",
    userAgent: headerOf(request, "user-agent"),
    apiKey: progress.apiKey,
    apiKeyId: progress.apiKeyId,
    accountId: signed ? caller.accountId : undefined,
    caller: signed ? caller.arn.split("/").at(-1) : undefined,
    user: signed ? caller.arn.split("/").at(-1) : undefined,
    userArn: signed ? caller.arn : undefined,
    accessKey: accessKeyId,
  };
}

/** `$context` of mapping templates and access logs at the current point of a request. */
export function contextVariables(request: ApiRequest, now: number): Variables {
  const { api, stage, route, progress } = request;
  return {
    accountId: request.accountId,
    apiId: api.id,
    awsEndpointRequestId: progress.integrationRequestId,
    deploymentId: stage.deploymentId,
    domainName: request.host,
    domainPrefix: api.id,
    error: {
      message: progress.errorMessage,
      messageString: progress.errorMessage === undefined ? undefined : JSON.stringify(progress.errorMessage),
      responseType: progress.errorType,
      validationErrorString: progress.validationError,
    },
    extendedRequestId: request.requestId,
    httpMethod: request.httpMethod,
    identity: identity(request),
    integration: {
      status: progress.integrationStatus,
      latency: progress.integrationLatencyMs,
      requestId: progress.integrationRequestId,
      error: progress.integrationStatus === undefined ? undefined : progress.errorMessage,
    },
    integrationLatency: progress.integrationLatencyMs,
    integrationStatus: progress.integrationStatus,
    path: `/${stage.name}${request.path}`,
    protocol: "HTTP/1.1",
    requestId: request.requestId,
    requestTime: commonLogTime(request.startedAt),
    requestTimeEpoch: request.startedAt,
    resourceId: route?.resource.id,
    resourcePath: route?.resource.path,
    responseLatency: now - request.startedAt,
    responseLength: progress.responseBytes,
    stage: stage.name,
    status: progress.status === 0 ? undefined : progress.status,
    xrayTraceId: request.traceId,
  };
}

/** The value of a path below `$context`; `-` if it is undefined, as in access logs. */
export function contextValue(variables: Variables, path: string): string {
  let value: Variables[string] = variables;
  for (const part of path.split(".")) {
    value = typeof value === "object" && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value === undefined || typeof value === "object" ? "-" : String(value);
}

/** Replaces the `$context` variables of a log format. */
export function fillContext(format: string, variables: Variables): string {
  return format.replace(
    /\$context\.([A-Za-z]\w*(?:\.\w+)*)|\$\{context\.([\w.]+)\}/g,
    (_, plain?: string, braced?: string) => contextValue(variables, plain ?? braced ?? ""),
  );
}
