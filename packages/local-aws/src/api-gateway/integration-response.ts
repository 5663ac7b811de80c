import type { ApiResponse } from "./request";
import { GatewayError } from "./gateway-error";
import type { AwsResponse } from "../role-client";
import { mapResponse } from "./mapping";
import { headerOf, type ApiRequest } from "./request";
import { renderTemplate } from "./templates";
import type { ApiMethod, IntegrationResponse } from "./types";

/** The integration response whose pattern matches the whole text, else the default one. */
function selectResponse(method: ApiMethod, text: string | undefined): IntegrationResponse | undefined {
  const responses = Object.values(method.integrationResponses);
  const matching = responses.find(
    ({ selectionPattern }) =>
      text !== undefined && selectionPattern && new RegExp(`^(?:${selectionPattern})$`, "s").test(text),
  );
  return matching ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

/**
 * Maps a service's response to a response of the method.
 *
 * @param selector Text that patterns are matched with: the service's status, or a function's error message.
 * @throws GatewayError `API_CONFIGURATION_ERROR` if the method has no such response.
 */
export function methodResponse(
  request: ApiRequest,
  response: AwsResponse,
  selector: string | undefined,
  now: number,
): ApiResponse {
  const method = request.route?.method;
  const selected = method === undefined ? undefined : selectResponse(method, selector);
  if (method === undefined || selected === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", `no integration response matches "${selector ?? ""}"`);
  }
  const declared = method.methodResponses[selected.statusCode];
  if (declared === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", `the method has no response ${selected.statusCode}`);
  }
  const headers = mapResponse(selected.responseParameters, response, request, now);
  const accept = (headerOf(request, "accept") ?? "").split(",").map((type) => (type.split(";")[0] ?? "").trim());
  const types = Object.keys(selected.responseTemplates);
  const type =
    accept.find((accepted) => types.includes(accepted)) ??
    (types.includes("application/json") ? "application/json" : types[0]);
  const template = type === undefined ? undefined : selected.responseTemplates[type];
  const contentType = { "content-type": type ?? response.headers["content-type"] ?? "application/json" };
  if (template === undefined || template === "") {
    const body =
      selected.contentHandling === "CONVERT_TO_TEXT" ? Buffer.from(response.body.toString("base64")) : response.body;
    return { status: Number(selected.statusCode), headers: { ...contentType, ...lower(headers) }, body };
  }
  const { text, overrides } = renderTemplate(template, request, response.body.toString(), now);
  return {
    status: overrides.status ?? Number(selected.statusCode),
    headers: { ...contentType, ...lower(headers), ...lower(overrides.headers) },
    body: Buffer.from(text),
  };
}

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
