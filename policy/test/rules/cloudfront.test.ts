import { cloudfrontLogging } from "../../src/rules/cloudfront/cloudfront-logging";
import { cloudfrontOriginAccess } from "../../src/rules/cloudfront/cloudfront-origin-access";
import { cloudfrontOriginFailover } from "../../src/rules/cloudfront/cloudfront-origin-failover";
import { cloudfrontOriginTls } from "../../src/rules/cloudfront/cloudfront-origin-tls";
import { cloudfrontRootObject } from "../../src/rules/cloudfront/cloudfront-root-object";
import { cloudfrontViewerHttps } from "../../src/rules/cloudfront/cloudfront-viewer-https";
import { cloudfrontViewerTls } from "../../src/rules/cloudfront/cloudfront-viewer-tls";
import { cloudfrontWaf } from "../../src/rules/cloudfront/cloudfront-waf";
import { changedStack } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const TYPE = "aws:cloudfront/distribution:Distribution";
const cdn = (properties: Record<string, unknown>) => [resource(TYPE, "cdn", properties)];
const changed = (set: Record<string, unknown>) => ({ stack: changedStack("cdn", { set }) });
const origin = (parts: Record<string, unknown>) => ({ stack: cdn({ origins: [{ originId: "o", ...parts }] }) });
const custom = (parts: Record<string, unknown>) =>
  origin({ customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"], ...parts } });

describe("CloudFront rules", () => {
  describeRule(cloudfrontRootObject, {
    passes: { "a root object": { stack: cdn({ defaultRootObject: "index.html" }) } },
    violates: {
      "no root object": { stack: cdn({}), findings: { cdn: "has no default root object" } },
      "an empty root object": {
        stack: cdn({ defaultRootObject: "" }),
        findings: { cdn: "has no default root object" },
      },
    },
    pending: {},
  });

  const behaviors = (first: unknown, second: unknown = "https-only") => ({
    stack: cdn({
      defaultCacheBehavior: { viewerProtocolPolicy: first },
      orderedCacheBehaviors: [{ pathPattern: "/api/*", viewerProtocolPolicy: second }],
    }),
  });
  describeRule(cloudfrontViewerHttps, {
    passes: { "a redirect and HTTPS alone": behaviors("redirect-to-https") },
    violates: {
      "HTTP by default": { ...behaviors("allow-all"), findings: { cdn: "allows HTTP for its default behavior" } },
      "HTTP for one path": {
        ...behaviors("https-only", "allow-all"),
        findings: { cdn: 'allows HTTP for "/api/*"' },
      },
      "no policy": { stack: cdn({}), findings: { cdn: "allows HTTP for its default behavior" } },
    },
    pending: {
      "a policy": { ...behaviors(UNKNOWN), unknownPath: "defaultCacheBehavior.viewerProtocolPolicy" },
    },
  });

  const certificate = (parts: Record<string, unknown>) => ({
    stack: cdn({
      viewerCertificate: {
        acmCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
        ...parts,
      },
    }),
  });
  describeRule(cloudfrontViewerTls, {
    passes: {
      "TLS 1.2 by SNI with an own certificate": certificate({}),
      "TLS 1.3": certificate({ minimumProtocolVersion: "TLSv1.3_2025" }),
      "a certificate of IAM": certificate({ acmCertificateArn: undefined, iamCertificateId: "ASCA1" }),
      "a certificate that is unknown": certificate({ acmCertificateArn: UNKNOWN }),
    },
    violates: {
      "the certificate of cloudfront.net": {
        stack: cdn({ viewerCertificate: { cloudfrontDefaultCertificate: true } }),
        findings: { cdn: "uses the certificate of cloudfront.net" },
      },
      "no certificate": { stack: cdn({}), findings: { cdn: "uses the certificate of cloudfront.net" } },
      "an address of its own": {
        ...certificate({ sslSupportMethod: "vip" }),
        findings: { cdn: 'does not serve HTTPS by SNI (sslSupportMethod "vip")' },
      },
      "TLS 1.2 with old ciphers": {
        ...certificate({ minimumProtocolVersion: "TLSv1.2_2019" }),
        findings: { cdn: 'allows an outdated TLS policy (minimumProtocolVersion "TLSv1.2_2019")' },
      },
      "no version": {
        ...certificate({ minimumProtocolVersion: undefined }),
        findings: { cdn: 'allows an outdated TLS policy (minimumProtocolVersion "TLSv1")' },
      },
    },
    pending: {
      "the version": {
        ...certificate({ minimumProtocolVersion: UNKNOWN }),
        unknownPath: "viewerCertificate.minimumProtocolVersion",
      },
    },
  });

  describeRule(cloudfrontOriginTls, {
    passes: { "HTTPS with TLS 1.2": custom({}), "a bucket": origin({ originAccessControlId: "OAC1" }) },
    violates: {
      "HTTP alone": {
        ...custom({ originProtocolPolicy: "http-only" }),
        findings: { cdn: 'may connect to the origin "o" over HTTP ("http-only")' },
      },
      "the protocol of the viewer": {
        ...custom({ originProtocolPolicy: "match-viewer" }),
        findings: { cdn: 'may connect to the origin "o" over HTTP ("match-viewer")' },
      },
      "old protocols": {
        ...custom({ originSslProtocols: ["TLSv1", "TLSv1.1", "TLSv1.2"] }),
        findings: { cdn: 'allows TLSv1, TLSv1.1 to the origin "o"' },
      },
    },
    pending: {
      "the policy": {
        ...custom({ originProtocolPolicy: UNKNOWN }),
        unknownPath: "origins[0].customOriginConfig.originProtocolPolicy",
      },
    },
  });

  const BUCKET = "images.s3.eu-west-1.amazonaws.com";
  const FUNCTION = "abc123.lambda-url.eu-west-1.on.aws";
  describeRule(cloudfrontOriginAccess, {
    passes: {
      "a bucket with origin access control": origin({ domainName: BUCKET, originAccessControlId: "OAC1" }),
      "a control that is unknown": origin({ domainName: BUCKET, originAccessControlId: UNKNOWN }),
      "a function URL with origin access control": origin({ domainName: FUNCTION, originAccessControlId: "OAC1" }),
      "another server": origin({ domainName: "api.example.com", customOriginConfig: {} }),
      "a bucket's website, which takes no signed requests": origin({
        domainName: "images.s3-website.eu-west-1.amazonaws.com",
        customOriginConfig: {},
      }),
      "an unknown server": origin({ domainName: UNKNOWN, customOriginConfig: {} }),
    },
    violates: {
      "a bucket without it": {
        ...origin({ domainName: BUCKET }),
        findings: { cdn: 'has no origin access control for the bucket "o"' },
      },
      "a bucket with the older access identity": {
        ...origin({ domainName: BUCKET, s3OriginConfig: { originAccessIdentity: "origin-access-identity/x" } }),
        findings: { cdn: 'has no origin access control for the bucket "o"' },
      },
      "an unknown bucket": {
        ...origin({ domainName: UNKNOWN }),
        findings: { cdn: 'has no origin access control for the bucket "o"' },
      },
      "a function URL without it": {
        ...origin({ domainName: FUNCTION, customOriginConfig: {} }),
        findings: { cdn: 'has no origin access control for the function URL "o"' },
      },
    },
    pending: {},
  });

  const ARN = "arn:aws:cloudfront::123456789012:distribution/E1";
  const source = "aws:cloudwatch/logDeliverySource:LogDeliverySource";
  describeRule(cloudfrontLogging, {
    passes: {
      "a log delivery": changed({}),
      "a log delivery in a preview": {
        stack: [
          ...cdn({ arn: UNKNOWN }),
          resource(source, "log", { resourceArn: UNKNOWN }, { from: { resourceArn: resource(TYPE, "cdn") } }),
        ],
      },
      "logs to a bucket": { stack: cdn({ loggingConfig: { bucket: "logs.s3.amazonaws.com" } }) },
    },
    violates: {
      "no logs": { stack: cdn({ arn: ARN }), findings: { cdn: "has no access log" } },
      "the logs of another distribution": {
        stack: [...cdn({ arn: ARN }), resource(source, "log", { resourceArn: `${ARN}X` })],
        findings: { cdn: "has no access log" },
      },
    },
    pending: {},
  });

  describeRule(cloudfrontWaf, {
    passes: { "a web ACL": { stack: cdn({ webAclId: UNKNOWN }) } },
    violates: { "no web ACL": { stack: cdn({}), findings: { cdn: "has no web ACL" } } },
    pending: {},
  });

  describeRule(cloudfrontOriginFailover, {
    passes: { "two members": changed({}) },
    violates: {
      "no group": { stack: cdn({}), findings: { cdn: "has no origin to fail over to" } },
      "one member": {
        stack: cdn({ originGroups: [{ originId: "g", members: [{ originId: "o" }] }] }),
        findings: { cdn: "has no origin to fail over to" },
      },
    },
    pending: { "the groups": { stack: cdn({ originGroups: UNKNOWN }), unknownPath: "originGroups" } },
  });
});
