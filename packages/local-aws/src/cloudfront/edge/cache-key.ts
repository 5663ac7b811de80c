import type { CachePolicyConfig } from "../types";
import type { ViewerRequest } from "./message";
import { parametersOf, queryOf } from "./query";

/** What a cache policy takes of a request: it is the key of the cache, and goes to the origin. */
export interface KeyedRequest {
  /** Names and values in the order in which they were sent. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A `cookie` header; empty for none. */
  readonly cookie: string;
}

type Part = CachePolicyConfig["cookies"];

const takes = ({ behavior, items }: Part, name: string): boolean => {
  switch (behavior) {
    case "none":
      return false;
    case "all":
      return true;
    case "whitelist":
      return items.includes(name);
    case "allExcept":
      return !items.includes(name);
  }
};

/** `Accept-Encoding` normalised to what CloudFront tells apart ("Compressed objects support"). */
function acceptEncoding(policy: CachePolicyConfig, values: readonly string[] = []): string | undefined {
  const accepted = values.join(",").toLowerCase();
  const known = [
    ...(policy.acceptEncodingBrotli && /\bbr\b/.test(accepted) ? ["br"] : []),
    ...(policy.acceptEncodingGzip && /\bgzip\b/.test(accepted) ? ["gzip"] : []),
  ];
  return known.length === 0 ? undefined : known.join(",");
}

/** What a cache policy takes of a request. */
export function keyedRequest(policy: CachePolicyConfig, request: ViewerRequest): KeyedRequest {
  const encoding = acceptEncoding(policy, request.headers["accept-encoding"]);
  const names = policy.headers.items.map((name) => name.toLowerCase()).sort();
  const headers = names.flatMap((name) => {
    const values = request.headers[name];
    return values === undefined ? [] : [[name, values.join(",")] as const];
  });
  return {
    query: queryOf(parametersOf(request.query).filter(([name]) => takes(policy.queryStrings, name))),
    headers: {
      ...(policy.headers.behavior === "none" ? {} : Object.fromEntries(headers)),
      ...(encoding !== undefined && { "accept-encoding": encoding }),
    },
    cookie: request.cookies
      .filter(([name]) => takes(policy.cookies, name))
      .map(([name, value]) => `${name}=${value}`)
      .join("; "),
  };
}

/** The key of a response in the cache of a distribution. GET and HEAD have the same one. */
export function cacheKey(
  originId: string,
  uri: string,
  method: string,
  { query, headers, cookie }: KeyedRequest,
): string {
  return JSON.stringify([originId, uri, method === "OPTIONS" ? method : "GET", query, headers, cookie]);
}
