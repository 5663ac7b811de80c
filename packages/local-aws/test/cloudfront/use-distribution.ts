import { PutObjectCommand } from "@aws-sdk/client-s3";
import { request as httpRequest } from "node:http";

import type { Cloud } from "../../src/cloud";
import type { CacheBehavior, CachePolicyConfig, Distribution, DistributionConfig } from "../../src/cloudfront/types";
import { policy, useCloud, type SuiteCloud } from "../support/cloud/use-cloud";

const none = { behavior: "none", items: [] } as const;

/** A cache policy with nothing in its key; images count for a day unless they say otherwise. */
export const plainPolicy: CachePolicyConfig = {
  ...{ name: "plain", comment: "", minTtlSec: 0, defaultTtlSec: 86_400, maxTtlSec: 31_536_000 },
  ...{ headers: none, cookies: none, queryStrings: none },
  ...{ acceptEncodingGzip: false, acceptEncodingBrotli: false },
};

/** A distribution in front of a bucket, as a test changes it. */
export interface DistributionParts {
  readonly behavior?: Partial<CacheBehavior>;
  readonly config?: Partial<DistributionConfig>;
  readonly cachePolicy?: Partial<CachePolicyConfig>;
  /** Default: an origin access control that signs always. */
  readonly accessControlId?: string;
}

let made = 0;

/** A definition of a distribution in front of a bucket, with the policies that it needs. */
export function definitionOf({ services, region }: Cloud, bucket: string, parts: DistributionParts = {}) {
  made += 1;
  const { cloudfront } = services;
  const accessControl = () =>
    cloudfront.originAccessControls.create({
      ...{ name: `access-${made}`, description: "", originType: "s3" },
      ...{ signingBehavior: "always", signingProtocol: "sigv4" },
    }).id;
  const defaultCacheBehavior: CacheBehavior = {
    targetOriginId: "bucket",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: false,
    cachePolicyId: cloudfront.cachePolicies.create({ ...plainPolicy, name: `plain-${made}`, ...parts.cachePolicy }).id,
    trustedKeyGroups: [],
    functionAssociations: [],
    ...parts.behavior,
  };
  const config: DistributionConfig = {
    ...{ comment: "", enabled: true, aliases: [], defaultRootObject: "", httpVersion: "http2and3", ipv6Enabled: true },
    ...{ priceClass: "PriceClass_100", webAclId: "" },
    origins: [
      {
        ...{ id: "bucket", domainName: `${bucket}.s3.${region}.amazonaws.com`, originPath: "", customHeaders: [] },
        originAccessControlId: parts.accessControlId ?? accessControl(),
      },
    ],
    defaultCacheBehavior,
    orderedCacheBehaviors: [],
    customErrorResponses: [],
    viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
    geoRestriction: { restrictionType: "none", locations: [] },
    ...parts.config,
  };
  return config;
}

/** Lets a distribution, and nobody else, read a bucket. */
export function letRead({ services, accountId }: Cloud, bucket: string, sourceArn: string): void {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${bucket}/*`,
    Condition: { StringEquals: { "aws:SourceArn": sourceArn, "aws:SourceAccount": accountId } },
  };
  services.s3.putPolicy(bucket, policy([statement]));
}

/** What a viewer has got. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The first word of `x-cache`. */
  readonly result: string;
}

/** Asks a distribution as a viewer. Paths go over the wire as they are given. */
export async function ask(
  url: string,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  method = "GET",
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
          text: Buffer.concat(chunks).toString(),
          result: String(incoming.headers["x-cache"]).replace(" from cloudfront", ""),
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** A bucket and a distribution in front of it, in a cloud of the suite. */
export interface SuiteDistribution extends SuiteCloud {
  readonly bucket: string;
  /** Creates a distribution that may read the bucket. */
  readonly serve: (parts?: DistributionParts) => Promise<{ readonly distribution: Distribution; readonly url: string }>;
  readonly put: (
    key: string,
    body: string,
    settings?: Partial<ConstructorParameters<typeof PutObjectCommand>[0]>,
  ) => Promise<void>;
}

/** Starts a cloud with a bucket before the tests of the suite. */
export function useDistribution(): () => SuiteDistribution {
  const suite = useCloud();
  const bucket = "images";
  const arns: string[] = [];
  before(() => {
    suite().cloud.services.s3.createBucket(bucket);
  });
  return () => {
    const { cloud, root } = suite();
    return {
      ...suite(),
      bucket,
      async serve(parts) {
        const { cloudfront, s3 } = cloud.services;
        const distribution = await cloudfront.distributions.create(definitionOf(cloud, bucket, parts));
        arns.push(distribution.arn);
        const statement = {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${bucket}/*`,
          Condition: { StringEquals: { "aws:SourceArn": arns } },
        };
        s3.putPolicy(bucket, policy([statement]));
        return { distribution, url: cloudfront.distributions.urlOf(distribution.id) };
      },
      async put(key, body, settings = {}) {
        await root.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...settings }));
      },
    };
  };
}
