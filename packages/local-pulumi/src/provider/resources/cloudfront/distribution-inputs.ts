import { flag, integer, list, object, oneOf, only, text, type Properties } from "../../schema";
import { anArn, length } from "../../validators";

const methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"] as const;

const behavior: Properties = {
  allowedMethods: list(oneOf(methods), { required: true, asSet: true }),
  cachePolicyId: text({ required: true }),
  cachedMethods: list(oneOf(methods.slice(0, 3)), { required: true, asSet: true }),
  compress: flag({ byDefault: false }),
  functionAssociations: list(
    object({
      eventType: oneOf(["viewer-request", "viewer-response"], { required: true }),
      functionArn: text({ required: true, test: anArn }),
    }),
    { asSet: true, max: 2 },
  ),
  responseHeadersPolicyId: text(),
  targetOriginId: text({ required: true }),
  trustedKeyGroups: list(text(), { computed: true }),
  viewerProtocolPolicy: oneOf(["allow-all", "https-only", "redirect-to-https"], { required: true }),
};

/** Inputs of `aws.cloudfront.Distribution`: origins are buckets, and behaviours have a cache policy. */
export const distributionProperties: Properties = {
  aliases: list(text(), { asSet: true }),
  comment: text({ test: length(0, 128) }),
  customErrorResponses: list(
    object({
      errorCachingMinTtl: integer(0, 31_536_000),
      errorCode: integer(400, 599, { required: true }),
      responseCode: integer(200, 599),
      responsePagePath: text(),
    }),
    { asSet: true },
  ),
  defaultCacheBehavior: object(behavior, { required: true }),
  defaultRootObject: text(),
  enabled: flag({ required: true }),
  httpVersion: oneOf(["http1.1", "http2", "http3", "http2and3"], { byDefault: "http2" }),
  isIpv6Enabled: flag({ byDefault: false }),
  orderedCacheBehaviors: list(object({ ...behavior, pathPattern: text({ required: true }) })),
  origins: list(
    object({
      connectionAttempts: integer(1, 3, { byDefault: 3 }),
      connectionTimeout: integer(1, 10, { byDefault: 10 }),
      customHeaders: list(object({ name: text({ required: true }), value: text({ required: true }) }), { asSet: true }),
      domainName: text({ required: true, test: length(1, 253) }),
      originAccessControlId: text(),
      originId: text({ required: true, test: length(1, 128) }),
      originPath: text(),
    }),
    { required: true, asSet: true },
  ),
  priceClass: oneOf(["PriceClass_100", "PriceClass_200", "PriceClass_All"], { byDefault: "PriceClass_All" }),
  restrictions: object(
    {
      geoRestriction: object(
        {
          locations: list(text(), { asSet: true, computed: true }),
          restrictionType: oneOf(["none", "whitelist", "blacklist"], { required: true }),
        },
        { required: true },
      ),
    },
    { required: true },
  ),
  retainOnDelete: flag({ byDefault: false }),
  staging: only(false, "the embedded CloudFront has no continuous deployment"),
  viewerCertificate: object(
    {
      acmCertificateArn: text({ test: anArn }),
      cloudfrontDefaultCertificate: flag(),
      minimumProtocolVersion: text({ byDefault: "TLSv1" }),
      sslSupportMethod: oneOf(["sni-only", "vip", "static-ip"]),
    },
    { required: true },
  ),
  waitForDeployment: flag({ byDefault: true }),
  webAclId: text(),
};
