import type { ApiAnswer } from "./request";
import { GatewayError } from "./gateway-error";
import type { AwsResponse } from "../role-client";
import { mapResponse } from "./mapping";
import { headerOf, type ApiRequest } from "./request";
import { renderTemplate } from "./templates";
import type { ApiMethod, IntegrationResponse } from "./types";

/** The integration response whose pattern fits all of `text`; the default one if none does. */
export function selectResponse(method: ApiMethod, text: string | undefined): IntegrationResponse | undefined {
  const responses = Object.values(method.integrationResponses);
  const fitting = responses.find(
    ({ selectionPattern }) =>
      text !== undefined && selectionPattern && new RegExp(`^(?:${selectionPattern})$`, "s").test(text),
  );
  return fitting ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

/**
 * Makes a service's answer into one of the method's.
 *
 * @param selector What patterns are compared with: the service's status, or a function's error message.
 * @throws GatewayError `API_CONFIGURATION_ERROR` where the method has no such answer.
 */
export function methodAnswer(
  request: ApiRequest,
  answer: AwsResponse,
  selector: string | undefined,
  now: number,
): ApiAnswer {
  const method = request.route?.method;
  const selected = method === undefined ? undefined : selectResponse(method, selector);
  if (method === undefined || selected === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", `no integration response fits "${selector ?? ""}"`);
  }
  const declared = method.methodResponses[selected.statusCode];
  if (declared === undefined) {
    throw new GatewayError("API_CONFIGURATION_ERROR", `the method has no response ${selected.statusCode}`);
  }
  const headers = mapResponse(selected.responseParameters, answer, request, now);
  const accept = (headerOf(request, "accept") ?? "").split(",").map((type) => (type.split(";")[0] ?? "").trim());
  const types = Object.keys(selected.responseTemplates);
  const type =
    accept.find((wanted) => types.includes(wanted)) ??
    (types.includes("application/json") ? "application/json" : types[0]);
  const template = type === undefined ? undefined : selected.responseTemplates[type];
  const contentType = { "content-type": type ?? answer.headers["content-type"] ?? "application/json" };
  if (template === undefined || template === "") {
    const body =
      selected.contentHandling === "CONVERT_TO_TEXT" ? Buffer.from(answer.body.toString("base64")) : answer.body;
    return { status: Number(selected.statusCode), headers: { ...contentType, ...lower(headers) }, body };
  }
  const { text, overrides } = renderTemplate(template, request, answer.body.toString(), now);
  return {
    status: overrides.status ?? Number(selected.statusCode),
    headers: { ...contentType, ...lower(headers), ...lower(overrides.headers) },
    body: Buffer.from(text),
  };
}

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
