import { errorMessage } from "../../http/aws-error";
import type { CacheBehavior, Distribution } from "../types";
import type { Edge } from "./edge";
import type { EdgeCache } from "./cache";
import { keyedRequest } from "./cache-key";
import { askCache } from "./cached-origin";
import { selectPart } from "./conditional";
import { errorPage, signatureError } from "./error-page";
import { runEdgeFunction } from "./edge-function";
import type { ViewerRequest, ViewerResponse } from "./message";
import { askOrigin } from "./origin";
import { matchesPath } from "./pattern";
import { applyHeadersPolicy } from "./response-headers";
import { refuseAccess, withoutTicket } from "./signed-access";

/** Longest URL, in bytes ("Maximum length of a request and maximum length of a URL"). */
const MAX_URL = 8192;

const METHOD_NOT_ALLOWED =
  "This distribution is not configured to allow the HTTP request method that was used for this request. The distribution supports only cachable requests.";

/** A distribution that is asked. */
interface Served {
  readonly distribution: Distribution;
  readonly cache: EdgeCache;
}

function behaviorOf({ config }: Distribution, uri: string): CacheBehavior {
  const { orderedCacheBehaviors: ordered, defaultCacheBehavior } = config;
  return ordered.find(({ pathPattern }) => matchesPath(pathPattern, uri)) ?? defaultCacheBehavior;
}

/** Why a request is refused before anything is looked at; undefined: it is not. */
function refusal(distribution: Distribution, request: ViewerRequest): ViewerResponse | undefined {
  const { id, uri, query, method, hasBody } = request;
  if (!distribution.config.enabled) return errorPage(id, 403, "The distribution is disabled.");
  if (uri.length + query.length >= MAX_URL) return errorPage(id, 413, "The URL is too long.");
  if (method === "GET" && hasBody) return errorPage(id, 403, "A GET request has no body.");
  return undefined;
}

/** The whole response for a request that may be answered: from the cache, or from the origin. */
async function fetchWhole(edge: Edge, served: Served, behavior: CacheBehavior, request: ViewerRequest) {
  const { distribution, cache } = served;
  const { config } = distribution;
  const origin = config.origins.find(({ id }) => id === behavior.targetOriginId);
  if (origin === undefined) throw new Error(`the origin ${behavior.targetOriginId} does not exist`);
  const accessControl = edge.findOriginAccessControl(origin.originAccessControlId);
  const policy = edge.cachePolicy(behavior.cachePolicyId);
  const keyed = keyedRequest(policy, request);
  const isCached = request.method === "OPTIONS" ? behavior.cachedMethods.includes("OPTIONS") : true;
  const { method: viewers } = request;
  return await askCache({
    ...{ cache, policy, originId: origin.id, request, keyed, isCached },
    ...{ errors: config.customErrorResponses, now: edge.now },
    ask: (method, conditions) =>
      askOrigin(edge.originDeps(distribution), {
        ...{ origin, accessControl, keyed, conditions },
        request: { ...request, method: viewers === "OPTIONS" ? viewers : method },
      }),
  });
}

/** Replaces an error of the origin by the page that the distribution has for it. */
async function withErrorPage(edge: Edge, served: Served, request: ViewerRequest, status: number) {
  const custom = served.distribution.config.customErrorResponses.find(({ errorCode }) => errorCode === status);
  if (custom?.responsePagePath === undefined) return undefined;
  const asked = { ...request, method: "GET", uri: custom.responsePagePath, query: "" };
  const page = await fetchWhole(edge, served, behaviorOf(served.distribution, asked.uri), asked);
  return page.status < 400 ? { ...page, status: custom.responseCode ?? status, result: "Error" as const } : undefined;
}

/** A request with the key that `/` means. */
function withRootObject({ config }: Distribution, request: ViewerRequest): ViewerRequest {
  const { defaultRootObject } = config;
  return request.uri === "/" && defaultRootObject !== "" ? { ...request, uri: `/${defaultRootObject}` } : request;
}

async function respond(
  edge: Edge,
  served: Served,
  behavior: CacheBehavior,
  viewers: ViewerRequest,
): Promise<ViewerResponse> {
  const { distribution } = served;
  const { id, method } = viewers;
  if (!(behavior.allowedMethods as readonly string[]).includes(method)) return errorPage(id, 403, METHOD_NOT_ALLOWED);
  if (behavior.trustedKeyGroups.length > 0) {
    const refused = refuseAccess(viewers, {
      keyOf: (keyPairId) => edge.publicKey(behavior.trustedKeyGroups, keyPairId),
      bases: edge.basesOf(distribution, behavior),
      now: edge.now(),
    });
    if (refused !== undefined) return signatureError(refused.code, refused.message);
  }
  const opened = behavior.trustedKeyGroups.length > 0 ? withoutTicket(viewers) : viewers;
  const early = runEdgeFunction(edge, distribution, behavior, "viewer-request", { request: opened });
  if (early.response !== undefined) return early.response;
  const request = withRootObject(distribution, early.request);
  const whole = await fetchWhole(edge, served, behavior, request);
  const page = whole.status >= 400 ? await withErrorPage(edge, served, request, whole.status) : undefined;
  const part = page ?? selectPart(request, whole);
  const response = { ...part, result: (page ?? whole).result };
  // "CloudFront doesn't invoke edge functions for viewer response events when the origin returns 400 or higher."
  if (whole.status >= 400) return response;
  return runEdgeFunction(edge, distribution, behavior, "viewer-response", { request, response }).response ?? response;
}

/** Answers a viewer. */
export async function serveViewer(edge: Edge, served: Served, request: ViewerRequest): Promise<ViewerResponse> {
  const refused = refusal(served.distribution, request);
  if (refused !== undefined) return refused;
  const behavior = behaviorOf(served.distribution, request.uri);
  let response: ViewerResponse;
  try {
    response = await respond(edge, served, behavior, request);
  } catch (error) {
    edge.fault(errorMessage(error));
    response =
      error instanceof URIError
        ? errorPage(request.id, 400, "Bad request.")
        : errorPage(request.id, 502, "CloudFront wasn't able to connect to the origin.");
  }
  const policy = edge.findResponseHeadersPolicy(behavior.responseHeadersPolicyId);
  return policy === undefined
    ? response
    : { ...response, headers: applyHeadersPolicy(policy, request, response.headers) };
}
