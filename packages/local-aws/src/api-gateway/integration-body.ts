import { GatewayError } from "./gateway-error";
import { contentTypeOf, isBinary, type ApiRequest } from "./request";
import { renderTemplate, type Overrides } from "./templates";
import type { Integration } from "./types";

/** The body of the request to a service. */
interface IntegrationBody {
  readonly body: Buffer;
  readonly contentType: string;
  readonly overrides?: Overrides;
}

/**
 * Bodies of other than binary media types are read as UTF-8, which corrupts images whose type the API does not declare.
 */
const asText = (body: Buffer) => body.toString("utf8");

function passThrough(request: ApiRequest, integration: Integration, binary: boolean): Buffer {
  const { body } = request;
  if (binary) return integration.contentHandling === "CONVERT_TO_TEXT" ? Buffer.from(body.toString("base64")) : body;
  return Buffer.from(asText(body), integration.contentHandling === "CONVERT_TO_BINARY" ? "base64" : "utf8");
}

/**
 * The body of the integration request: the rendered template, or the request's body.
 *
 * @throws GatewayError `UNSUPPORTED_MEDIA_TYPE` if no template matches and the integration does not pass bodies
 * through.
 */
export function integrationBody(
  request: ApiRequest,
  integration: Integration,
  binaryMediaTypes: readonly string[],
  now: number,
): IntegrationBody {
  const contentType = contentTypeOf(request);
  const binary = isBinary(binaryMediaTypes, contentType);
  const { requestTemplates, passthroughBehavior, contentHandling } = integration;
  const template = requestTemplates[contentType] ?? requestTemplates.$default;
  if (template === undefined) {
    const hasNoTemplates = Object.keys(requestTemplates).length === 0;
    if (passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && !hasNoTemplates)) {
      throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    }
    return { body: passThrough(request, integration, binary), contentType };
  }
  if (binary && contentHandling !== "CONVERT_TO_TEXT" && request.body.length > 0) {
    throw new GatewayError(
      "API_CONFIGURATION_ERROR",
      "a template cannot read a binary body: CONVERT_TO_TEXT is needed",
    );
  }
  const text = binary ? request.body.toString("base64") : asText(request.body);
  const rendered = renderTemplate(template, request, text, now);
  return { body: Buffer.from(rendered.text), contentType, overrides: rendered.overrides };
}
