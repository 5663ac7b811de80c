import type { ApiResponse } from "./request";
import { contextValue, contextVariables } from "./context";
import { GatewayError } from "./gateway-error";
import { headerOf, type ApiRequest } from "./request";
import type { ApiDefinition, GatewayResponse } from "./types";

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** Errors of the caller keep their message, internal ones do not. */
function publicMessage({ type, message }: GatewayError): string {
  return type === "API_CONFIGURATION_ERROR" || type === "DEFAULT_5XX" ? "Internal server error" : message;
}

/** The form that an API gives an error; undefined where it leaves it as it is, or cannot change it. */
function responseFor(definition: ApiDefinition, { type, status }: GatewayError): GatewayResponse | undefined {
  if (type === "REQUEST_TOO_LARGE") return undefined;
  const { gatewayResponses } = definition;
  return gatewayResponses[type] ?? gatewayResponses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** Replaces `$context` variables, the only ones in templates of gateway responses. */
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
    const [, location = "", value = ""] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(source) ?? [];
    const mapped = source.startsWith("'")
      ? source.slice(1, -1)
      : location === "header"
        ? headerOf(request, value)
        : location === "querystring"
          ? request.query[value]?.at(-1)
          : request.route?.pathParameters[value];
    if (mapped !== undefined) headers[name] = mapped;
  }
  return headers;
}

/** API Gateway's own response to a request: the API's gateway response, else the default. */
export function gatewayResponse(
  request: ApiRequest,
  definition: ApiDefinition,
  error: GatewayError,
  now: number,
): ApiResponse {
  const { progress } = request;
  progress.errorMessage = publicMessage(error);
  progress.errorType = error.type;
  progress.validationError = error.validationError === "" ? undefined : error.validationError;
  const own = responseFor(definition, error);
  const [type, template] = Object.entries(own?.responseTemplates ?? {})[0] ?? ["application/json", DEFAULT_TEMPLATE];
  const status = own?.statusCode === undefined || own.statusCode === "" ? error.status : Number(own.statusCode);
  // Templates read the final status.
  progress.status = status;
  return {
    status,
    headers: { "content-type": type, "x-amzn-errortype": error.header, ...headersOf(own, request) },
    body: Buffer.from(fill(template, request, now)),
  };
}
