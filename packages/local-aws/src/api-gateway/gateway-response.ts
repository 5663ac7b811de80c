import type { ApiAnswer } from "./request";
import { contextValue, contextVariables } from "./context";
import { GatewayError } from "./gateway-error";
import { headerOf, type ApiRequest } from "./request";
import type { ApiDefinition, GatewayResponse } from "./types";

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** Messages of the caller's own mistakes are told; what is wrong inside the API is not. */
function publicMessage({ type, message }: GatewayError): string {
  return type === "API_CONFIGURATION_ERROR" ? "Internal server error" : message;
}

function responseFor(definition: ApiDefinition, { type, status }: GatewayError): GatewayResponse | undefined {
  const { gatewayResponses } = definition;
  return gatewayResponses[type] ?? gatewayResponses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** Fills `$context` variables: the templates of gateway responses know nothing else. */
function fill(template: string, request: ApiRequest, now: number): string {
  const variables = contextVariables(request, now);
  return template.replace(/\$context\.([A-Za-z]\w*(?:\.\w+)*)/g, (_, name: string) => {
    const value = contextValue(variables, name);
    return value === "-" ? (name === "error.messageString" ? "null" : "") : value;
  });
}

function headersOf(own: GatewayResponse | undefined, request: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [target, source] of Object.entries(own?.responseParameters ?? {})) {
    const name = target.replace("gatewayresponse.header.", "").toLowerCase();
    const [, place = "", value = ""] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(source) ?? [];
    const mapped = source.startsWith("'")
      ? source.slice(1, -1)
      : place === "header"
        ? headerOf(request, value)
        : place === "querystring"
          ? request.query[value]?.at(-1)
          : request.route?.pathParameters[value];
    if (mapped !== undefined) headers[name] = mapped;
  }
  return headers;
}

/** API Gateway's own answer to a request, as the API has it or as it comes. */
export function gatewayAnswer(
  request: ApiRequest,
  definition: ApiDefinition,
  error: GatewayError,
  now: number,
): ApiAnswer {
  const { progress } = request;
  progress.errorMessage = publicMessage(error);
  progress.errorType = error.type;
  progress.validationError = error.validationError === "" ? undefined : error.validationError;
  const own = responseFor(definition, error);
  const [type, template] = Object.entries(own?.responseTemplates ?? {})[0] ?? ["application/json", DEFAULT_TEMPLATE];
  const status = own?.statusCode === undefined || own.statusCode === "" ? error.status : Number(own.statusCode);
  // Templates see the status that is sent.
  progress.status = status;
  return {
    status,
    headers: { "content-type": type, "x-amzn-errortype": error.type, ...headersOf(own, request) },
    body: Buffer.from(fill(template, request, now)),
  };
}
