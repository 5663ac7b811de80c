import type { ServerResponse } from "node:http";

import { AwsError, errorCode, errorMessage } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { send, sendJson, type Call, type HttpService } from "../http/service";
import type { ApiResponse } from "./request";
import { writeAccessLog, writeExecutionLog } from "./api-logs";
import { GatewayError } from "./gateway-error";
import { gatewayResponse } from "./gateway-response";
import type { ApiGateway } from "./api-gateway";
import { makeRequest, type ApiRequest, type RequestTarget } from "./request";
import { findRoute } from "./routing";
import { serveRequest } from "./serve-request";

const localPath = /^\/_aws\/execute-api\/([a-z0-9]{10})\/(\w+)(\/.*)?$/;
const hostName = /^([a-z0-9]{10})\.execute-api\./;

/** Largest request body, in bytes ("API Gateway quotas": payload size 10 MB, not adjustable). */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** REST APIs on HTTP, under `/_aws/execute-api/API/STAGE/…` or with the API's own host name. */
export class ExecuteApiHttpService implements HttpService {
  readonly names = ["execute-api"];
  readonly maxBodyBytes = MAX_BODY_BYTES;
  readonly allowsAnonymous = true;
  readonly allowsForeignAuthorization = true;

  constructor(private readonly gateway: ApiGateway) {}

  claims(call: HttpCall): boolean {
    return localPath.test(call.path) || hostName.test(call.headers.host ?? "");
  }

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    const target = this.target(call);
    if (target === undefined) {
      sendJson(reply, 403, { message: "Forbidden" }, "application/json");
      return;
    }
    const request = makeRequest(call, target, Date.now());
    await this.gateway.deps.cloud.work.track(async () => {
      try {
        const response = await serveRequest(this.gateway, request, { signedFor: call.claim?.service });
        this.finish(request, response, undefined, reply);
      } catch (error) {
        this.refuse(request, error, reply);
      }
    });
  }

  /** Responds to errors of the endpoint: an oversized body, an invalid signature. */
  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    const target = this.target(call);
    if (target === undefined) {
      sendJson(reply, 403, { message: "Forbidden" }, "application/json");
      return;
    }
    const anonymous: Call = {
      ...call,
      caller: { kind: "anonymous" },
      claim: undefined,
      chunkSignatures: undefined,
      body: undefined,
    };
    const request = makeRequest(anonymous, target, Date.now());
    const definition = target.api.deployments[target.stage.deploymentId]?.definition ?? target.api.definition;
    request.route = findRoute(definition, request.httpMethod, request.path);
    this.refuse(request, endpointError(error), reply);
  }

  private target(call: HttpCall): RequestTarget | undefined {
    const { accountId, region } = this.gateway.deps.cloud;
    const byHost = hostName.exec(call.headers.host ?? "")?.[1];
    const [, apiId, stageName, path] =
      byHost === undefined ? (localPath.exec(call.path) ?? []) : (/^()\/(\w+)(\/.*)?$/.exec(call.path) ?? []);
    const api = this.gateway.apis.apis.get(byHost ?? apiId ?? "");
    const stage = api?.stages[stageName ?? ""];
    if (api === undefined || stage === undefined || (byHost !== undefined && api.disableExecuteApiEndpoint)) {
      return undefined;
    }
    return { api, stage, accountId, region, path: path ?? "/" };
  }

  private refuse(request: ApiRequest, error: unknown, reply: ServerResponse): void {
    const refused =
      error instanceof GatewayError ? error : new GatewayError("API_CONFIGURATION_ERROR", errorMessage(error));
    const { api, stage } = request;
    const definition = api.deployments[stage.deploymentId]?.definition ?? api.definition;
    const response = gatewayResponse(request, definition, refused, Date.now());
    this.finish(request, response, `${refused.type}: ${refused.message}`, reply);
  }

  private finish(request: ApiRequest, response: ApiResponse, problem: string | undefined, reply: ServerResponse): void {
    const now = Date.now();
    const { api, stage, requestId, progress } = request;
    progress.status = response.status;
    progress.responseBytes = response.body.length;
    reply.setHeader("x-amzn-requestid", requestId);
    reply.setHeader("x-amz-apigw-id", requestId.replace(/-/g, "").slice(0, 16));
    const { type = "MOCK" } = request.route?.method.integration ?? {};
    if (type !== "MOCK" && problem === undefined) reply.setHeader("x-amzn-trace-id", request.traceId);
    for (const [name, value] of Object.entries(response.headers)) reply.setHeader(name, value);
    send(reply, response.status, {}, response.body);
    writeAccessLog(this.gateway, request, now);
    writeExecutionLog(this.gateway, request, problem, now);
    this.gateway.deps.cloud.events.emit("apiRequest", {
      apiName: api.name,
      stage: stage.name,
      requestId,
      method: request.httpMethod,
      path: request.path,
      status: response.status,
      latencyMs: now - request.startedAt,
      integrationLatencyMs: progress.integrationLatencyMs ?? 0,
      ...(problem === undefined ? {} : { problem }),
    });
  }
}

/** An error of the endpoint as API Gateway's own. */
function endpointError(error: unknown): GatewayError {
  if (!(error instanceof AwsError)) return new GatewayError("API_CONFIGURATION_ERROR", errorMessage(error));
  if (errorCode(error) === "InvalidURI") return new GatewayError("BAD_REQUEST_PARAMETERS", "Bad Request");
  if (error.status === 413) return new GatewayError("REQUEST_TOO_LARGE", "Request Too Long");
  if (errorCode(error) === "RequestTimeTooSkewed" || /expired/i.test(error.message)) {
    return new GatewayError("EXPIRED_TOKEN", error.message);
  }
  if (errorCode(error) === "MissingAuthenticationToken") {
    return new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  }
  return new GatewayError("INVALID_SIGNATURE", error.message);
}
