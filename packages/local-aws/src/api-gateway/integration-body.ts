import { GatewayError } from "./gateway-error";
import { bytesOf, isBinary, requestPayload } from "./payload";
import { contentTypeOf, headerOf, type ApiRequest } from "./request";
import { renderTemplate, type Overrides } from "./templates";
import type { Integration } from "./types";

/** The body of the request to a service. */
interface IntegrationBody {
  readonly body: Buffer;
  /** The request's, with its parameters. */
  readonly contentType: string;
  readonly overrides?: Overrides;
}

/**
 * The body of the integration request: the rendered template, or the request's body.
 *
 * @throws GatewayError `UNSUPPORTED_MEDIA_TYPE` if no template matches and the integration does not pass bodies
 * through, `API_CONFIGURATION_ERROR` for a template on bytes.
 */
export function integrationBody(
  request: ApiRequest,
  integration: Integration,
  binaryMediaTypes: readonly string[],
  now: number,
): IntegrationBody {
  const type = contentTypeOf(request);
  const contentType = headerOf(request, "content-type") ?? type;
  const { requestTemplates, passthroughBehavior, contentHandling } = integration;
  const template = requestTemplates[type] ?? requestTemplates.$default;
  if (template === undefined) {
    const hasNoTemplates = Object.keys(requestTemplates).length === 0;
    if (passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && !hasNoTemplates)) {
      throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    }
  }
  const payload = requestPayload(request.body, isBinary(binaryMediaTypes, type), contentHandling);
  if (template === undefined) return { body: bytesOf(payload), contentType };
  if (payload.binary && payload.bytes.length > 0) {
    throw new GatewayError("API_CONFIGURATION_ERROR", "a template cannot read bytes: CONVERT_TO_TEXT is needed");
  }
  const rendered = renderTemplate(template, request, payload.binary ? "" : payload.text, now);
  return { body: Buffer.from(rendered.text), contentType, overrides: rendered.overrides };
}
