import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DeliveryHeaders } from "./config";

/** Seconds that a browser asks this host over HTTPS only (a year). */
const HTTPS_ONLY_SEC = 31_536_000;

/** Seconds that a browser may rely on an answer about other origins. */
const CORS_MAX_AGE_SEC = 600;

/**
 * What S3 says of an object and is nobody's business: how it is encrypted and which version it is. `x-amz-meta-*`, with
 * the image's id and the result's digest, stays: pages may use it.
 */
const PRIVATE_HEADERS = [
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-version-id",
  "x-amz-meta-replaces",
];

/** The headers that every answer gets at the edge, whatever S3 says. */
export function deliveryHeaders(
  name: string,
  { corsOrigins, crossOriginResourcePolicy, negotiates }: DeliveryHeaders & { readonly negotiates: boolean },
  opts: pulumi.CustomResourceOptions,
): aws.cloudfront.ResponseHeadersPolicy {
  const override = true;
  return new aws.cloudfront.ResponseHeadersPolicy(
    name,
    {
      comment: "Results of the image pipeline",
      ...(corsOrigins.length === 0 ? {} : { corsConfig: corsConfig(corsOrigins) }),
      customHeadersConfig: {
        items: [
          { header: "Cross-Origin-Resource-Policy", value: crossOriginResourcePolicy, override },
          // Caches behind the edge must not show one viewer's format to another one.
          ...(negotiates
            ? [{ header: "Vary", value: namesEach(corsOrigins) ? "Accept, Origin" : "Accept", override }]
            : []),
        ],
      },
      removeHeadersConfig: { items: PRIVATE_HEADERS.map((header) => ({ header })) },
      securityHeadersConfig: {
        // A result that is opened by itself is an image, and runs and loads nothing.
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'", override },
        contentTypeOptions: { override },
        strictTransportSecurity: {
          accessControlMaxAgeSec: HTTPS_ONLY_SEC,
          includeSubdomains: false,
          preload: false,
          override,
        },
      },
    },
    opts,
  );
}

/** Whether answers name the origin that asks: those for any origin are the same for all. */
const namesEach = (origins: readonly string[]): boolean => origins.length > 0 && !origins.includes("*");

/** Results are read by simple requests, which no browser asks about beforehand. */
const corsConfig = (origins: readonly string[]): aws.types.input.cloudfront.ResponseHeadersPolicyCorsConfig => ({
  accessControlAllowCredentials: false,
  accessControlAllowHeaders: { items: ["*"] },
  accessControlAllowMethods: { items: ["GET", "HEAD"] },
  accessControlAllowOrigins: { items: [...origins] },
  accessControlMaxAgeSec: CORS_MAX_AGE_SEC,
  originOverride: true,
});
