import type { CachePolicyConfig, CustomErrorResponse } from "../types";
import type { CacheEntry, EdgeCache, OriginResponse } from "./cache";
import { cacheKey, type KeyedRequest } from "./cache-key";
import { errorTtlSec, objectTtlSec } from "./freshness";
import type { ViewerRequest } from "./message";

/** How a response came about: the first word of `x-cache`. */
type CacheResult = "Hit" | "Miss" | "RefreshHit" | "Error";

/** A whole response, from the cache or from the origin. */
interface CachedResponse extends OriginResponse {
  readonly result: CacheResult;
}

/** A request that the cache is asked first. */
interface CacheQuestion {
  readonly cache: EdgeCache;
  readonly policy: CachePolicyConfig;
  readonly originId: string;
  readonly request: ViewerRequest;
  readonly keyed: KeyedRequest;
  /** Whether the cache keeps what this method brings. */
  readonly isCached: boolean;
  readonly errors: readonly CustomErrorResponse[];
  readonly now: () => number;
  /** Asks the origin, on conditions of what is in the cache. */
  readonly ask: (method: string, conditions: Readonly<Record<string, string>>) => Promise<OriginResponse>;
}

function hit(entry: CacheEntry, result: CacheResult, now: number): CachedResponse {
  const { status, headers, body, confirmedAt } = entry;
  const age = Math.max(0, Math.floor((now - confirmedAt) / 1000));
  return { status, headers: { ...headers, ...(result === "Hit" && { age: String(age) }) }, body, result };
}

const failed = (status: number): CacheResult => (status >= 400 ? "Error" : "Miss");

function ttlSec({ policy, errors }: CacheQuestion, { status, headers }: OriginResponse, now: number) {
  if (status < 400) return objectTtlSec(headers, policy, now);
  const own = errors.find(({ errorCode }) => errorCode === status)?.errorCachingMinTtlSec;
  return errorTtlSec(status, headers, policy, own, now);
}

function conditionsOn({ headers }: OriginResponse): Record<string, string> {
  return {
    ...(headers.etag !== undefined && { "if-none-match": headers.etag }),
    ...(headers["last-modified"] !== undefined && { "if-modified-since": headers["last-modified"] }),
  };
}

/** Asks the origin and keeps what it says. `mayKeep`: whether no invalidation came meanwhile. */
async function load(question: CacheQuestion, key: string, mayKeep: () => boolean): Promise<CachedResponse> {
  const { cache, request, keyed, ask, now } = question;
  const stale = cache.get(key);
  const isConfirmable = stale !== undefined && stale.status < 400;
  const answer = await ask("GET", isConfirmable ? conditionsOn(stale) : {});
  const at = now();
  const keep = (response: OriginResponse, seconds: number | undefined, confirmedAt = at): CacheEntry => {
    const { status, headers, body } = response;
    const { uri } = request;
    const freshUntil = at + (seconds ?? 0) * 1000;
    const entry = { status, headers, body, uri, query: keyed.query, confirmedAt, freshUntil };
    if (seconds !== undefined && mayKeep()) cache.put(key, entry);
    return entry;
  };
  if (isConfirmable && answer.status === 304) {
    const confirmed = { ...stale, headers: { ...stale.headers, ...updated(answer.headers) } };
    return hit(keep(confirmed, ttlSec(question, confirmed, at)), "RefreshHit", at);
  }
  // "CloudFront serves the object even though it has expired", and asks again when the error's time is over.
  if (isConfirmable && answer.status >= 500) {
    return hit(keep(stale, ttlSec(question, answer, at), stale.confirmedAt), "RefreshHit", at);
  }
  const seconds = ttlSec(question, answer, at);
  if (seconds === undefined) cache.delete(key);
  keep(answer, seconds);
  return { ...answer, result: failed(answer.status) };
}

/** Headers by which a 304 changes what is stored: not those of its own, empty body. */
function updated(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !["content-length", "content-type"].includes(name)),
  );
}

/** Answers from the cache as long as what is there is fresh, else asks the origin. */
export async function askCache(question: CacheQuestion): Promise<CachedResponse> {
  const { cache, policy, originId, request, keyed, isCached, ask, now } = question;
  if (!isCached || policy.maxTtlSec === 0) {
    const answer = await ask(request.method, {});
    return { ...answer, result: failed(answer.status) };
  }
  const key = cacheKey(originId, request.uri, request.method, keyed);
  const entry = cache.get(key);
  const at = now();
  if (entry !== undefined && at < entry.freshUntil) return hit(entry, entry.status >= 400 ? "Error" : "Hit", at);
  const address = { uri: request.uri, query: keyed.query };
  const { value, shared } = await cache.share(key, address, (mayKeep) => load(question, key, mayKeep));
  return shared && value.result === "Miss" ? { ...value, result: "Hit" } : value;
}
