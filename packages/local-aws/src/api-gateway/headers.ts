import { GatewayError } from "./gateway-error";
import type { ApiRequest } from "./request";
import type { Integration } from "./types";

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

const lowerCase = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

/** Headers of a request that neither mappings nor functions ever see. */
const hidden = lowerCase([
  ...["Connection", "Content-Length", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server"],
  ...["TE", "Transfer-Encoding", "Trailer", "Upgrade", "WWW-Authenticate"],
]);

/** Targets of a mapping in an integration with a service or a function for which every request is answered with 500. */
const forbidden = lowerCase([
  ...["Authorization", "Connection", "Content-Length", "Expect", "Proxy-Authenticate", "TE", "Transfer-Encoding"],
  ...["X-Amzn-Apigateway-Api-Id", "X-Amzn-Trace-Id"],
]);

/** Headers that are dropped from the request to a service after they have been mapped. */
const dropped = lowerCase(["Expect", "Proxy-Authenticate", "Referer", "TE"]);

/** Headers of a response of a function that is a proxy that arrive as `x-amzn-Remapped-NAME`. */
const remappedOfProxies = lowerCase(["Connection", "Content-Length", "Date", "Server"]);

/** The same of every other integration. */
const remapped = lowerCase([
  ...["Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards"],
  ...["Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"],
]);

/** Methods whose requests carry no body and so no type of one. */
const bodyless = ["GET", "HEAD", "OPTIONS"];

/** Whether API Gateway takes a header of a request into account at all. */
export function isVisible(name: string): boolean {
  return !hidden.has(name.toLowerCase());
}

/**
 * The headers of a request to a service, by name in lower case.
 *
 * @param mapped From parameter mappings and template overrides.
 * @throws GatewayError `DEFAULT_5XX` for a mapping to a header that API Gateway sets itself.
 */
export function serviceHeaders(request: ApiRequest, contentType: string, mapped: Headers): Record<string, string> {
  checkHeaderMappings(mapped);
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": `AmazonAPIGateway_${request.api.id}`,
    ...(bodyless.includes(request.httpMethod) ? {} : { "content-type": contentType }),
  };
  for (const [name, value] of Object.entries(mapped)) headers[name.toLowerCase()] = value;
  for (const name of dropped) delete headers[name];
  return headers;
}

/** @throws GatewayError `DEFAULT_5XX` for a mapping to a header that API Gateway sets itself. */
export function checkHeaderMappings(mapped: Headers): void {
  const name = Object.keys(mapped).find((header) => forbidden.has(header.toLowerCase()));
  if (name !== undefined) throw new GatewayError("DEFAULT_5XX", `the integration sets the header ${name} itself`);
}

/** The headers of a response as the caller gets them, by name in lower case. */
export function callerHeaders<T extends string | readonly string[]>(
  type: Integration["type"],
  headers: Readonly<Record<string, T>>,
): Record<string, T> {
  const names = type === "AWS_PROXY" ? remappedOfProxies : remapped;
  const own: Record<string, T> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === "transfer-encoding") continue;
    own[names.has(lower) ? `x-amzn-remapped-${lower}` : lower] = value;
  }
  return own;
}
