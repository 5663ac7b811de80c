import { GatewayError } from "./gateway-error";
import type { ContentHandling } from "./types";

/** How a payload is passed on: bytes as they are, or text that a template can read. */
export type Payload =
  { readonly binary: true; readonly bytes: Buffer } | { readonly binary: false; readonly text: string };

/** The media type of a `Content-Type` or `Accept` header: of several the first, without parameters, in lower case. */
export function mediaType(header: string): string {
  return (header.split(",")[0]?.split(";")[0] ?? "").trim().toLowerCase();
}

/** Whether a media type is among an API's binary media types, which may contain wildcards. */
export function isBinary(types: readonly string[], type: string): boolean {
  const [group = ""] = type.split("/");
  return types.some((binary) => binary === "*/*" || binary === `${group}/*` || binary.toLowerCase() === type);
}

/** Bytes of base64 text. @throws GatewayError `API_CONFIGURATION_ERROR` for other text. */
function decoded(bytes: Buffer): Payload {
  const text = bytes.toString("latin1").trim();
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new GatewayError("API_CONFIGURATION_ERROR", "the payload is converted to binary, but is not base64");
  }
  return { binary: true, bytes: Buffer.from(text, "base64") };
}

const encoded = (bytes: Buffer): Payload => ({ binary: false, text: bytes.toString("base64") });

/** Bytes that are not UTF-8 become U+FFFD, which corrupts images whose type the API does not declare. */
const utf8 = (bytes: Buffer): Payload => ({ binary: false, text: bytes.toString("utf8") });

/**
 * The payload of a request to the integration ("Content type conversions in API Gateway", requests).
 *
 * @param isBinaryType Whether the request's `Content-Type` is one of the API's binary media types.
 * @throws GatewayError `API_CONFIGURATION_ERROR` if text that is converted to binary is not base64.
 */
export function requestPayload(bytes: Buffer, isBinaryType: boolean, handling: ContentHandling | undefined): Payload {
  if (isBinaryType) return handling === "CONVERT_TO_TEXT" ? encoded(bytes) : { binary: true, bytes };
  return handling === "CONVERT_TO_BINARY" ? decoded(bytes) : utf8(bytes);
}

/** What decides about the payload of a response. */
export interface ResponseTypes {
  /** Whether the `Content-Type` of the integration's response is one of the API's binary media types. */
  readonly isBinaryType: boolean;
  /** Whether the first media type of the request's `Accept` is one. */
  readonly acceptsBinary: boolean;
  readonly handling: ContentHandling | undefined;
}

/**
 * The payload of a response to the caller (the same section, responses).
 *
 * @throws GatewayError `API_CONFIGURATION_ERROR` if text that is converted to binary is not base64.
 */
export function responsePayload(bytes: Buffer, { isBinaryType, acceptsBinary, handling }: ResponseTypes): Payload {
  const toText = handling === "CONVERT_TO_TEXT" || (handling === undefined && !acceptsBinary);
  if (isBinaryType) return toText ? encoded(bytes) : { binary: true, bytes };
  return toText ? utf8(bytes) : decoded(bytes);
}

/** The bytes of a payload. */
export function bytesOf(payload: Payload): Buffer {
  return payload.binary ? payload.bytes : Buffer.from(payload.text);
}
