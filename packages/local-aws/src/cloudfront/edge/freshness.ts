import type { CachePolicyConfig } from "../types";

/** Seconds for which an error is cached unless the distribution says otherwise ("Error caching minimum TTL"). */
const ERROR_TTL_SEC = 10;

/** Errors that are always cached ("HTTP 4xx and 5xx status codes that CloudFront always caches"). */
const CACHED_ERRORS = [404, 414, 500, 501, 502, 503, 504];

/** Errors that are cached where the origin says for how long. */
const ERRORS_CACHED_BY_HEADER = [400, 403, 405, 412, 415];

type Headers = Readonly<Record<string, string>>;

/** Directives of a `Cache-Control` header by name in lower case; "" for one without a value. */
function directives(text = ""): ReadonlyMap<string, string> {
  return new Map(
    text.split(",").map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, "")];
    }),
  );
}

/** Seconds that the origin allows a shared cache; undefined: it says nothing of it. */
function statedTtl(headers: Headers, now: number): number | undefined {
  const control = directives(headers["cache-control"]);
  const stated = control.get("s-maxage") ?? control.get("max-age");
  if (stated !== undefined && /^\d+$/.test(stated)) return Number(stated);
  const expires = headers.expires === undefined ? NaN : Date.parse(headers.expires);
  return Number.isNaN(expires) ? undefined : Math.max(0, (expires - now) / 1000);
}

/**
 * Seconds for which CloudFront caches a response without asking the origin again ("Specify the amount of time that
 * CloudFront caches objects"): 0 to ask each time whether it is still the same, undefined not to keep it.
 *
 * @param now milliseconds since 1970
 */
export function objectTtlSec(headers: Headers, policy: CachePolicyConfig, now: number): number | undefined {
  const { minTtlSec, defaultTtlSec, maxTtlSec } = policy;
  if (maxTtlSec === 0) return undefined;
  const control = directives(headers["cache-control"]);
  const isPrivate = control.has("no-store") || control.has("private");
  if (isPrivate || control.has("no-cache")) return isPrivate && minTtlSec === 0 ? undefined : minTtlSec;
  const stated = statedTtl(headers, now);
  if (stated === undefined) return Math.max(minTtlSec, defaultTtlSec);
  return Math.min(Math.max(stated, minTtlSec), maxTtlSec);
}

/** Seconds for which an error is cached; undefined: it is not. */
export function errorTtlSec(
  status: number,
  headers: Headers,
  policy: CachePolicyConfig,
  minTtlSec = ERROR_TTL_SEC,
  now = Date.now(),
): number | undefined {
  const stated = statedTtl(headers, now);
  const isCached = CACHED_ERRORS.includes(status) || (ERRORS_CACHED_BY_HEADER.includes(status) && stated !== undefined);
  return isCached ? Math.max(minTtlSec, Math.min(stated ?? 0, policy.maxTtlSec)) : undefined;
}
