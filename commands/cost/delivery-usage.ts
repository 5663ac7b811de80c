import type { Cloud } from "@image-pipeline/local-aws";
import { storedGb, type Usage } from "./usage";

/** What viewers are expected to do with the results of an image in a month, where the stack delivers them. */
export interface Viewers {
  /** Requests for results of an image. */
  readonly views: number;
  /** Part of the requests that the edge answers without the bucket, 0 to 1. */
  readonly hitShare: number;
  /** Part of the images that replace an earlier one, 0 to 1. */
  readonly replacedShare: number;
}

/** The distribution of a stack and its results, as they were seen. */
export interface Delivered {
  /** `PriceClass_100` … */
  readonly priceClass: string;
  /** Whether a function of the edge looks at each request. */
  readonly runsFunction: boolean;
  /** Of a result, on average over all of an image. */
  readonly meanBytes: number;
}

/** What the distribution of a stack is; undefined: the stack delivers nothing. */
export function distributionOf({ services: { cloudfront } }: Cloud) {
  const [distribution] = cloudfront.distributions.all();
  if (distribution === undefined) return undefined;
  const { priceClass, defaultCacheBehavior } = distribution.config;
  return {
    priceClass,
    runsFunction: defaultCacheBehavior.functionAssociations.length > 0,
  };
}

/** Paths that the distributions of a stack were told to forget so far. */
export function invalidatedPaths({ services: { cloudfront } }: Cloud): number {
  const invalidations = cloudfront.distributions.all().flatMap(({ id }) => cloudfront.invalidations.all(id));
  return invalidations.reduce((sum, { paths }) => sum + paths.length, 0);
}

/**
 * What delivering the results of an image amounts to. Every view gets a whole result, each result as often as any
 * other. Transfer from S3 to CloudFront is free (CloudFront pricing, "Data Transfer Out"), as are the answers of a
 * browser's own cache, which are no requests.
 */
export function deliveryUsage({ priceClass, runsFunction, meanBytes }: Delivered, { views, hitShare }: Viewers): Usage {
  const gb = storedGb(views * meanBytes);
  return {
    // The least price class has the prices of North America wherever viewers are; Europe's requests cost a fifth more.
    ...(priceClass === "PriceClass_100"
      ? { edge100Requests: views, edge100Gb: gb }
      : { edgeRequests: views, edgeGb: gb }),
    ...(runsFunction ? { edgeFunctionRuns: views } : {}),
    s3Reads: views * (1 - hitShare),
  };
}
