import { AwsError } from "../http/aws-error";
import { accountThrottle } from "./throttle";
import { functionArnOf, parseIntegrationUri } from "./integration-uri";
import { requestMappingProblems, responseMappingProblems } from "./mapping";
import { gatewayResponseTypes } from "./gateway-error";
import type { ApiMethod, GatewayResponse, Integration, IntegrationResponse, Throttle } from "./types";

/** The error of an invalid request to the control plane. */
export const badRequest = (message: string) => new AwsError("BadRequestException", message, 400);

/** @throws AwsError `BadRequestException`. */
export function checkPathPart(pathPart: string): void {
  if (!/^(\{[\w-]+\+?\}|[\w.:%-]+)$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
}

/** Credentials must be a role's ARN; `arn:aws:iam::*:user/*` (the caller's own) is not supported. */
const isRoleArn = (text: string) => /^arn:aws:iam::\d{12}:role\/.+$/.test(text);

function targetProblem({ type, uri, credentials }: Integration): string | undefined {
  if (type === "MOCK") return undefined;
  if (uri === undefined) return "Uri is required for this integration";
  const target = parseIntegrationUri(uri);
  if (target === undefined) return `AWS ARN for integration must contain path or action: ${uri}`;
  if (type === "AWS_PROXY" && functionArnOf(uri) === undefined) {
    return `the embedded API Gateway supports AWS_PROXY for functions only: ${uri}`;
  }
  if (credentials !== undefined && !isRoleArn(credentials))
    return `Invalid ARN specified in the request: ${credentials}`;
  if (credentials === undefined && functionArnOf(uri) === undefined) {
    return `Role ARN must be specified for AWS integrations: ${uri}`;
  }
  return undefined;
}

/** Names of the variables of a path override: each needs a mapping. */
function pathVariables({ uri }: Integration): string[] {
  const target = parseIntegrationUri(uri ?? "");
  if (target === undefined || functionArnOf(uri ?? "") !== undefined) return [];
  return [...target.rest.matchAll(/\{([\w$.-]+)\}/g)].map((match) => match[1] ?? "");
}

/** @throws AwsError `BadRequestException`. */
export function checkIntegration(integration: Integration): void {
  const problem = targetProblem(integration) ?? requestMappingProblems(integration.requestParameters)[0];
  if (problem !== undefined) throw badRequest(problem);
  const { timeoutMs, requestParameters } = integration;
  if (!(timeoutMs >= 50 && timeoutMs <= 29_000)) throw badRequest("Timeout should be between 50 ms and 29000 ms");
  for (const name of pathVariables(integration)) {
    if (requestParameters[`integration.request.path.${name}`] === undefined) {
      throw badRequest(`Missing a mapping for the path variable {${name}}`);
    }
  }
}

/** @throws AwsError `BadRequestException`. */
export function checkIntegrationResponse(method: ApiMethod, response: IntegrationResponse): void {
  const problem = responseMappingProblems(response.responseParameters)[0];
  if (problem !== undefined) throw badRequest(problem);
  const declared = method.methodResponses[response.statusCode];
  if (declared === undefined) {
    throw new AwsError("NotFoundException", "Invalid Response status code specified", 404);
  }
  for (const target of Object.keys(response.responseParameters)) {
    if (declared.responseParameters[target] === undefined) {
      throw badRequest(`Invalid mapping expression specified: no method response parameter ${target}`);
    }
  }
  try {
    new RegExp(response.selectionPattern ?? "");
  } catch {
    throw badRequest(`Invalid selection pattern: ${response.selectionPattern}`);
  }
}

/** @throws AwsError `BadRequestException`. */
export function checkMethod(method: ApiMethod): void {
  if (!/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY)$/.test(method.httpMethod)) {
    throw badRequest(`Invalid HTTP method: ${method.httpMethod}`);
  }
  if (!["NONE", "AWS_IAM"].includes(method.authorization)) {
    throw badRequest(
      `the embedded API Gateway supports the authorization types NONE and AWS_IAM, got ${method.authorization}`,
    );
  }
  for (const name of Object.keys(method.requestParameters)) {
    if (!/^method\.request\.(path|querystring|header)\.[\w$.-]+$/.test(name)) {
      throw badRequest(`Invalid mapping expression parameter specified: ${name}`);
    }
  }
}

/** @throws AwsError `BadRequestException`. */
export function checkGatewayResponse({ responseType, responseParameters, statusCode }: GatewayResponse): void {
  if (!gatewayResponseTypes.includes(responseType)) throw badRequest(`Invalid response type: ${responseType}`);
  if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode))
    throw badRequest(`Invalid status code: ${statusCode}`);
  for (const [target, source] of Object.entries(responseParameters)) {
    const good = /^gatewayresponse\.header\.[\w-]+$/.test(target);
    if (!good || !/^('[^']*'|method\.request\.(path|querystring|header)\.[\w$.-]+)$/.test(source)) {
      throw badRequest(`Invalid mapping expression specified: ${target}: ${source}`);
    }
  }
}

/** @throws AwsError `BadRequestException`. */
export function checkThrottle({ rateLimit, burstLimit }: Throttle): void {
  const { rateLimit: maxRate, burstLimit: maxBurst } = accountThrottle;
  if (
    !(rateLimit >= 0 && rateLimit <= maxRate) ||
    !(Number.isInteger(burstLimit) && burstLimit >= 0 && burstLimit <= maxBurst)
  ) {
    throw badRequest(
      `throttle: expected a rate of 0..${maxRate} and a burst of 0..${maxBurst}, got ${rateLimit} and ${burstLimit}`,
    );
  }
}
