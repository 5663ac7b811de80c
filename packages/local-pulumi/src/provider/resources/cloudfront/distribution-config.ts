import type { CacheBehavior, CustomErrorResponse, DistributionConfig, Origin } from "@image-pipeline/local-aws";
import type { Bag } from "../../../property-values";

/** Inputs have been checked against `distributionProperties`. */
interface Inputs {
  readonly aliases?: readonly string[];
  readonly comment?: string;
  readonly customErrorResponses?: readonly {
    readonly errorCode: number;
    readonly errorCachingMinTtl?: number;
    readonly responseCode?: number;
    readonly responsePagePath?: string;
  }[];
  readonly defaultCacheBehavior: BehaviorInputs;
  readonly defaultRootObject?: string;
  readonly enabled: boolean;
  readonly httpVersion?: DistributionConfig["httpVersion"];
  readonly isIpv6Enabled?: boolean;
  readonly orderedCacheBehaviors?: readonly (BehaviorInputs & { readonly pathPattern: string })[];
  readonly origins: readonly {
    readonly customHeaders?: Origin["customHeaders"];
    readonly domainName: string;
    readonly originAccessControlId?: string;
    readonly originId: string;
    readonly originPath?: string;
  }[];
  readonly priceClass?: DistributionConfig["priceClass"];
  readonly restrictions: {
    readonly geoRestriction: {
      readonly locations?: readonly string[];
      readonly restrictionType: DistributionConfig["geoRestriction"]["restrictionType"];
    };
  };
  readonly viewerCertificate: {
    readonly acmCertificateArn?: string;
    readonly minimumProtocolVersion?: string;
    readonly sslSupportMethod?: DistributionConfig["viewerCertificate"]["sslSupportMethod"];
  };
  readonly webAclId?: string;
}

interface BehaviorInputs {
  readonly allowedMethods: CacheBehavior["allowedMethods"];
  readonly cachePolicyId: string;
  readonly cachedMethods: CacheBehavior["cachedMethods"];
  readonly compress?: boolean;
  readonly functionAssociations?: CacheBehavior["functionAssociations"];
  readonly responseHeadersPolicyId?: string;
  readonly targetOriginId: string;
  readonly trustedKeyGroups?: readonly string[];
  readonly viewerProtocolPolicy: CacheBehavior["viewerProtocolPolicy"];
}

const behaviorOf = (inputs: BehaviorInputs): CacheBehavior => ({
  targetOriginId: inputs.targetOriginId,
  viewerProtocolPolicy: inputs.viewerProtocolPolicy,
  allowedMethods: inputs.allowedMethods,
  cachedMethods: inputs.cachedMethods,
  compress: inputs.compress === true,
  cachePolicyId: inputs.cachePolicyId,
  ...(inputs.responseHeadersPolicyId !== undefined && { responseHeadersPolicyId: inputs.responseHeadersPolicyId }),
  trustedKeyGroups: inputs.trustedKeyGroups ?? [],
  functionAssociations: inputs.functionAssociations ?? [],
});

const errorResponseOf = (inputs: NonNullable<Inputs["customErrorResponses"]>[number]): CustomErrorResponse => {
  const { errorCachingMinTtl, ...response } = inputs;
  return { ...response, ...(errorCachingMinTtl !== undefined && { errorCachingMinTtlSec: errorCachingMinTtl }) };
};

/** What CloudFront is told of a distribution. */
export function distributionConfig(bag: Bag): DistributionConfig {
  const inputs = bag as unknown as Inputs;
  const { geoRestriction } = inputs.restrictions;
  const { acmCertificateArn, minimumProtocolVersion = "TLSv1", sslSupportMethod } = inputs.viewerCertificate;
  return {
    comment: inputs.comment ?? "",
    enabled: inputs.enabled,
    aliases: inputs.aliases ?? [],
    defaultRootObject: inputs.defaultRootObject ?? "",
    httpVersion: inputs.httpVersion ?? "http2",
    ipv6Enabled: inputs.isIpv6Enabled === true,
    priceClass: inputs.priceClass ?? "PriceClass_All",
    webAclId: inputs.webAclId ?? "",
    origins: inputs.origins.map((origin) => ({
      id: origin.originId,
      domainName: origin.domainName,
      originPath: origin.originPath ?? "",
      originAccessControlId: origin.originAccessControlId ?? "",
      customHeaders: origin.customHeaders ?? [],
    })),
    defaultCacheBehavior: behaviorOf(inputs.defaultCacheBehavior),
    orderedCacheBehaviors: (inputs.orderedCacheBehaviors ?? []).map((one) => ({
      ...behaviorOf(one),
      pathPattern: one.pathPattern,
    })),
    customErrorResponses: (inputs.customErrorResponses ?? []).map(errorResponseOf),
    viewerCertificate: {
      ...(acmCertificateArn !== undefined && { acmCertificateArn }),
      minimumProtocolVersion,
      ...(sslSupportMethod !== undefined && { sslSupportMethod }),
    },
    geoRestriction: { restrictionType: geoRestriction.restrictionType, locations: geoRestriction.locations ?? [] },
  };
}
