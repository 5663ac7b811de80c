import type { ApiResponse } from "./request";
import { GatewayError } from "./gateway-error";
import type { AwsResponse } from "../aws-request";
import { mapResponse } from "./mapping";
import { callerHeaders } from "./headers";
import { bytesOf, isBinary, mediaType, responsePayload } from "./payload";
import { headerOf, type ApiRequest } from "./request";
import { renderTemplate } from "./templates";
import type { ApiDefinition, ApiMethod, Integration, IntegrationResponse } from "./types";

/** The integration response whose pattern matches the whole text, else the default one. A dot matches no line break. */
function selectResponse(method: ApiMethod, text: string | undefined): IntegrationResponse | undefined {
  const responses = Object.values(method.integrationResponses);
  const matching = responses.find(
    ({ selectionPattern }) =>
      text !== undefined && selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(text),
  );
  return matching ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

/** The template of a response: that of the accepted media type, else of JSON, else the first one. */
function templateOf({ responseTemplates }: IntegrationResponse, accepted: string): string {
  const [first = ""] = Object.values(responseTemplates);
  return responseTemplates[accepted] ?? responseTemplates["application/json"] ?? first;
}

/** What a method's response is made of. */
export interface MethodResponseArgs {
  readonly integration: Integration;
  readonly definition: ApiDefinition;
  readonly response: AwsResponse;
  /** Text that patterns are matched with: the service's status, or a function's error message. */
  readonly selector: string | undefined;
}

/**
 * Maps a service's response to a response of the method. Its content type is JSON unless a header is mapped.
 *
 * @throws GatewayError `API_CONFIGURATION_ERROR` if the method has no such response, or a template would read bytes.
 */
export function methodResponse(
  request: ApiRequest,
  { integration, definition, response, selector }: MethodResponseArgs,
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
  const mapped = mapResponse(selected.responseParameters, response, request, now);
  const accepted = mediaType(headerOf(request, "accept") ?? "application/json");
  const { binaryMediaTypes } = definition;
  const payload = responsePayload(response.body, {
    isBinaryType: isBinary(binaryMediaTypes, mediaType(response.headers["content-type"] ?? "")),
    acceptsBinary: isBinary(binaryMediaTypes, accepted),
    handling: selected.contentHandling,
  });
  const answer = (status: number, headers: Readonly<Record<string, string>>, body: Buffer): ApiResponse => ({
    status,
    headers: { "content-type": "application/json", ...callerHeaders(integration.type, headers) },
    body,
  });
  const template = templateOf(selected, accepted);
  if (template === "") return answer(Number(selected.statusCode), mapped, bytesOf(payload));
  if (payload.binary) {
    throw new GatewayError("API_CONFIGURATION_ERROR", "a template cannot read bytes: CONVERT_TO_TEXT is needed");
  }
  const { text, overrides } = renderTemplate(template, request, payload.text, now);
  const status = overrides.status ?? Number(selected.statusCode);
  return answer(status, { ...mapped, ...overrides.headers }, Buffer.from(text));
}
