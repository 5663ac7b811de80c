/** What is in a cache key, and goes to the origin with the request. */
interface KeyPart<Behavior extends string> {
  readonly behavior: Behavior;
  /** Names, unless the behaviour is `none` or `all`. */
  readonly items: readonly string[];
}

/** A cache policy: what makes two requests the same, and for how long a response counts. */
export interface CachePolicyConfig {
  readonly name: string;
  readonly comment: string;
  readonly minTtlSec: number;
  readonly defaultTtlSec: number;
  readonly maxTtlSec: number;
  readonly headers: KeyPart<"none" | "whitelist">;
  readonly cookies: KeyPart<"none" | "whitelist" | "allExcept" | "all">;
  readonly queryStrings: KeyPart<"none" | "whitelist" | "allExcept" | "all">;
  readonly acceptEncodingGzip: boolean;
  readonly acceptEncodingBrotli: boolean;
}

/** Headers of Cross-Origin Resource Sharing. */
export interface CorsConfig {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  /** `ALL` for every method that there is. */
  readonly allowMethods: readonly string[];
  /** `https://www.example.com`, with `*` for one label, or `*` alone. */
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSec?: number;
  /** Whether these headers replace the origin's. */
  readonly originOverride: boolean;
}

/** Headers that protect the viewer; `override`: whether one replaces the origin's. */
export interface SecurityHeaders {
  readonly contentSecurityPolicy?: { readonly value: string; readonly override: boolean };
  /** `x-content-type-options: nosniff`. */
  readonly contentTypeOptions?: { readonly override: boolean };
  readonly frameOptions?: { readonly value: "DENY" | "SAMEORIGIN"; readonly override: boolean };
  readonly referrerPolicy?: { readonly value: string; readonly override: boolean };
  readonly strictTransportSecurity?: {
    readonly maxAgeSec: number;
    readonly includeSubdomains: boolean;
    readonly preload: boolean;
    readonly override: boolean;
  };
  readonly xssProtection?: {
    readonly protection: boolean;
    readonly modeBlock: boolean;
    readonly reportUri?: string;
    readonly override: boolean;
  };
}

/** A response headers policy: what is added to a response, replaced in it and removed from it. */
export interface ResponseHeadersPolicyConfig {
  readonly name: string;
  readonly comment: string;
  readonly cors?: CorsConfig;
  readonly security: SecurityHeaders;
  readonly custom: readonly { readonly header: string; readonly value: string; readonly override: boolean }[];
  /** Names of headers that the viewer does not get from the origin. */
  readonly remove: readonly string[];
  /** Percentage of responses with a `server-timing` header, 0 to 100; absent: none. */
  readonly serverTimingSamplingRate?: number;
}

/** How CloudFront proves to an origin that it asks. Origins other than S3 are not served here. */
export interface OriginAccessControlConfig {
  readonly name: string;
  readonly description: string;
  readonly originType: "s3";
  readonly signingBehavior: "always" | "never" | "no-override";
  readonly signingProtocol: "sigv4";
}

/** The public half of a key that links are signed with. */
export interface PublicKeyConfig {
  readonly name: string;
  readonly comment: string;
  /** PEM, `-----BEGIN PUBLIC KEY-----`: RSA of 2048 bits, or ECDSA on P-256. */
  readonly encodedKey: string;
}

/** Public keys, each of which may have signed a link. */
export interface KeyGroupConfig {
  readonly name: string;
  readonly comment: string;
  /** Identifiers of public keys. */
  readonly items: readonly string[];
}

/** A function of the edge. Functions of runtime 1.0 and key value stores are not run here. */
export interface EdgeFunctionConfig {
  readonly name: string;
  readonly comment: string;
  readonly runtime: "cloudfront-js-2.0";
  /** JavaScript, at most 10 KB. */
  readonly code: string;
}

/** Where a distribution gets its responses from: a bucket of this cloud. */
export interface Origin {
  readonly id: string;
  /** `BUCKET.s3.REGION.amazonaws.com`, a bucket's regional domain name, or `BUCKET.s3.amazonaws.com`. */
  readonly domainName: string;
  /** Before every path: empty, or `/folder` without a slash at its end. */
  readonly originPath: string;
  /** Empty: requests are not signed. */
  readonly originAccessControlId: string;
  readonly customHeaders: readonly { readonly name: string; readonly value: string }[];
}

export type HttpMethod = "GET" | "HEAD" | "OPTIONS" | "PUT" | "POST" | "PATCH" | "DELETE";

/** What is done with the requests for one pattern of paths. */
export interface CacheBehavior {
  readonly targetOriginId: string;
  readonly viewerProtocolPolicy: "allow-all" | "https-only" | "redirect-to-https";
  /** GET and HEAD; GET, HEAD and OPTIONS; or all seven. */
  readonly allowedMethods: readonly HttpMethod[];
  /** GET and HEAD; or GET, HEAD and OPTIONS. */
  readonly cachedMethods: readonly HttpMethod[];
  readonly compress: boolean;
  readonly cachePolicyId: string;
  readonly responseHeadersPolicyId?: string;
  /** Identifiers of key groups; empty: nobody needs a signature. */
  readonly trustedKeyGroups: readonly string[];
  readonly functionAssociations: readonly {
    readonly eventType: "viewer-request" | "viewer-response";
    readonly functionArn: string;
  }[];
}

/** Another answer for a status of the origin. */
export interface CustomErrorResponse {
  readonly errorCode: number;
  /** Seconds for which the error is cached. Default 10. */
  readonly errorCachingMinTtlSec?: number;
  /** Both or none. */
  readonly responseCode?: number;
  /** `/errors/404.html`. */
  readonly responsePagePath?: string;
}

/** A distribution as it is declared. */
export interface DistributionConfig {
  /** A second creation with the same text is refused. Default: unique. */
  readonly callerReference?: string;
  readonly comment: string;
  readonly enabled: boolean;
  /** Alternate domain names. */
  readonly aliases: readonly string[];
  /** Key that `/` means; empty for none. */
  readonly defaultRootObject: string;
  readonly httpVersion: "http1.1" | "http2" | "http3" | "http2and3";
  readonly ipv6Enabled: boolean;
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** ARN of a web ACL; empty for none. */
  readonly webAclId: string;
  readonly origins: readonly Origin[];
  readonly defaultCacheBehavior: CacheBehavior;
  /** In order: the first one whose pattern matches counts. */
  readonly orderedCacheBehaviors: readonly (CacheBehavior & { readonly pathPattern: string })[];
  readonly customErrorResponses: readonly CustomErrorResponse[];
  readonly viewerCertificate: {
    /** Absent: CloudFront's own certificate. */
    readonly acmCertificateArn?: string;
    readonly minimumProtocolVersion: string;
    readonly sslSupportMethod?: "sni-only" | "vip" | "static-ip";
  };
  readonly geoRestriction: {
    readonly restrictionType: "none" | "whitelist" | "blacklist";
    readonly locations: readonly string[];
  };
}

/** What every resource of CloudFront has beside its definition. */
export interface Versioned {
  /** Chosen by CloudFront; of a function its name. */
  readonly id: string;
  readonly arn: string;
  /** Changes with every update: what `If-Match` is compared with. */
  readonly etag: string;
  readonly lastModified: number;
}

export interface Distribution extends Versioned {
  readonly config: DistributionConfig;
  /** `d111111abcdef8.cloudfront.net`. */
  readonly domainName: string;
  /** `Z2FDTNDATAQYW2` for every distribution: that of CloudFront in Route 53. */
  readonly hostedZoneId: string;
  /** `InProgress` until the change is at the edge. */
  readonly status: "InProgress" | "Deployed";
  readonly tags: Readonly<Record<string, string>>;
}

/** A function with its two stages: what was written last, and what distributions run. */
export interface EdgeFunction extends Versioned {
  readonly config: EdgeFunctionConfig;
  /** What distributions run; absent until the function is published. */
  readonly live?: { readonly etag: string; readonly code: string; readonly publishedAt: number };
}

/** Paths that are removed from a distribution's cache. */
export interface Invalidation {
  readonly id: string;
  readonly distributionId: string;
  readonly callerReference: string;
  /** Each begins with a slash, and may end with `*`. */
  readonly paths: readonly string[];
  readonly createdAt: number;
  readonly status: "InProgress" | "Completed";
}
