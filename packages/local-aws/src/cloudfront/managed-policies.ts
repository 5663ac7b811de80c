import type { Resource } from "./collection";
import type { CachePolicyConfig } from "./types";

const none = { behavior: "none", items: [] } as const;

const managed = (id: string, config: CachePolicyConfig): Resource<CachePolicyConfig> => ({
  id,
  arn: `arn:aws:cloudfront:::cache-policy/${id}`,
  etag: "E23ZP02F085DFQ",
  lastModified: 0,
  config,
});

/** Cache policies that AWS manages ("Use managed cache policies"), those that a bucket as origin needs. */
export const managedCachePolicies: readonly Resource<CachePolicyConfig>[] = [
  managed("658327ea-f89d-4fab-a63d-7e88639e58f6", {
    name: "Managed-CachingOptimized",
    comment: "Policy with caching enabled. Supports Gzip and Brotli compression.",
    ...{ minTtlSec: 1, defaultTtlSec: 86_400, maxTtlSec: 31_536_000 },
    ...{ headers: none, cookies: none, queryStrings: none },
    ...{ acceptEncodingGzip: true, acceptEncodingBrotli: true },
  }),
  managed("b2884449-e4de-46a7-ac36-70bc7f1ddd6d", {
    name: "Managed-CachingOptimizedForUncompressedObjects",
    comment: "Policy with caching enabled. Doesn't support compression.",
    ...{ minTtlSec: 1, defaultTtlSec: 86_400, maxTtlSec: 31_536_000 },
    ...{ headers: none, cookies: none, queryStrings: none },
    ...{ acceptEncodingGzip: false, acceptEncodingBrotli: false },
  }),
  managed("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", {
    name: "Managed-CachingDisabled",
    comment: "Policy with caching disabled",
    ...{ minTtlSec: 0, defaultTtlSec: 0, maxTtlSec: 0 },
    ...{ headers: none, cookies: none, queryStrings: none },
    ...{ acceptEncodingGzip: false, acceptEncodingBrotli: false },
  }),
];
