import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AddressKind, Variant } from "../../handlers/contract";
import type { AccountContext } from "../account";
import type { PrivateBucket } from "../private-bucket";
import { DistributionLogs } from "./access-logs";
import type { DeliveryConfig } from "./config";
import { negotiatedFormats, negotiationCode } from "./negotiation-code";
import { deliveryHeaders } from "./response-headers";
import { SigningKey } from "./signing-key";

export interface DeliveryArgs {
  readonly settings: DeliveryConfig;
  readonly account: AccountContext;
  /** Bucket of the results. Its policy has to let the distribution in, and so has the policy of its KMS key. */
  readonly bucket: aws.s3.Bucket;
  /** What there are results of; the edge chooses between the formats of sets, unless addresses are immutable. */
  readonly variants: readonly Variant[];
  readonly address: AddressKind;
  /** Bucket of its access logs; absent: none are kept. */
  readonly logBucket?: PrivateBucket;
  /** Whether Pulumi refuses to delete the distribution, and its address with it. */
  readonly protect: boolean;
}

/** Seconds that the edge keeps what has no `Cache-Control`, which results have. */
const DEFAULT_TTL_SEC = 86_400;

/**
 * Seconds that the edge keeps anything at most: a year, or with immutable addresses a day. What is answered there says
 * a year to browsers; the edge asks the bucket again each day, so that it answers nothing that expired long ago.
 */
const MAX_TTL_SEC: Readonly<Record<AddressKind, number>> = { stable: 31_536_000, immutable: 86_400 };

const METHODS = ["GET", "HEAD"];

/** A distribution in front of the results, which alone reads them from outside of the account. */
export class Delivery extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;
  /** Signs links to the results; absent: everybody may read them. */
  readonly signingKey?: SigningKey;
  /** Base URL of the results. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:Delivery", name, {}, opts);
    const child = { parent: this };
    const { settings, account, bucket, variants, address, logBucket, protect } = args;
    const { domain, certificateArn, priceClass, headers } = settings;

    const access = new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      {
        description: "Results of the image pipeline",
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
      child,
    );
    // An answer depends on its path alone.
    const caching = new aws.cloudfront.CachePolicy(
      `${name}-caching`,
      {
        comment: "Results of the image pipeline",
        minTtl: 0,
        defaultTtl: DEFAULT_TTL_SEC,
        maxTtl: MAX_TTL_SEC[address],
        parametersInCacheKeyAndForwardedToOrigin: {
          cookiesConfig: { cookieBehavior: "none" },
          headersConfig: { headerBehavior: "none" },
          queryStringsConfig: { queryStringBehavior: "none" },
          enableAcceptEncodingBrotli: false,
          enableAcceptEncodingGzip: false,
        },
      },
      child,
    );
    if (settings.signed) this.signingKey = new SigningKey(`${name}-signing`, { account, protect }, child);
    // The hash in an immutable address is that of one format.
    const formats = address === "stable" ? negotiatedFormats(variants) : {};
    const negotiates = Object.keys(formats).length > 0;
    const negotiation = negotiates
      ? new aws.cloudfront.Function(
          `${name}-negotiation`,
          {
            comment: "Chooses between the formats of sets",
            runtime: "cloudfront-js-2.0",
            code: negotiationCode(formats),
          },
          child,
        )
      : undefined;
    const originId = "results";
    this.distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        comment: "Results of the image pipeline",
        enabled: true,
        isIpv6Enabled: true,
        httpVersion: "http2and3",
        priceClass,
        // No result has this key: the root is answered as what does not exist.
        defaultRootObject: "index.html",
        origins: [{ originId, domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id }],
        defaultCacheBehavior: {
          targetOriginId: originId,
          viewerProtocolPolicy: "redirect-to-https",
          allowedMethods: METHODS,
          cachedMethods: METHODS,
          // Images are compressed already.
          compress: false,
          cachePolicyId: caching.id,
          responseHeadersPolicyId: deliveryHeaders(`${name}-headers`, { ...headers, negotiates }, child).id,
          ...(negotiation && {
            functionAssociations: [{ eventType: "viewer-request", functionArn: negotiation.arn }],
          }),
          ...(this.signingKey && { trustedKeyGroups: [this.signingKey.group.id] }),
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        ...(domain === undefined ? {} : { aliases: [domain] }),
        viewerCertificate:
          certificateArn === undefined
            ? { cloudfrontDefaultCertificate: true }
            : {
                acmCertificateArn: certificateArn,
                sslSupportMethod: "sni-only",
                minimumProtocolVersion: "TLSv1.2_2021",
              },
        // The policies of bucket and key wait for its ARN, and everything else for those; every location has a change
        // some minutes after it was made.
        waitForDeployment: false,
      },
      { ...child, protect },
    );
    if (logBucket) {
      new DistributionLogs(`${name}-logs`, { distribution: this.distribution, bucket: logBucket }, child);
    }

    this.url = pulumi.output(domain ?? this.distribution.domainName).apply(baseUrl);
    this.registerOutputs({ url: this.url });
  }
}

/** The embedded CloudFront serves at a port of this machine, without TLS. */
const baseUrl = (host: string): string => `${host.includes(":") ? "http" : "https"}://${host}`;
