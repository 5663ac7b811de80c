import { changedStack, compliantStack } from "../support/compliant-stacks";
import { controlCase, type ControlCase } from "./control-case";

const ORIGIN = "origins.1.customOriginConfig";
const functionOrigin = (more: object) => ({
  "origins.0": { originId: "fn", domainName: "abc123.lambda-url.eu-west-1.on.aws", ...more },
});
/** The bucket of the same stack. */
const bucketOrigin = (more: object) => ({
  "origins.0": { originId: "images", domainName: "bucket.s3.eu-west-1.amazonaws.com", ...more },
});

/** Controls of APIs, distributions and identities. */
export const edgeCases: readonly ControlCase[] = [
  controlCase("api-access-log", "AwsSolutions-APIG1, CKV_AWS_76", "stage", { accessLogSettings: undefined }),
  controlCase("api-access-log", "APIGateway.9", "http", { "http-stage#accessLogSettings": undefined }),
  controlCase("api-authorization", "AwsSolutions-APIG4, CKV_AWS_59", "method", { authorization: "NONE" }),
  controlCase("api-cache-encrypted", "APIGateway.5, CKV_AWS_308", "stage", {
    "settings#settings.cachingEnabled": true,
  }),
  controlCase("api-private-integration-tls", "APIGateway.10", "private", { tlsConfig: undefined }),
  controlCase("api-domain-tls", "CKV_AWS_206", "domain", { securityPolicy: "TLS_1_0" }),
  controlCase("api-execution-log", "APIGateway.1, AwsSolutions-APIG6", "stage", {
    "settings#settings.loggingLevel": "OFF",
  }),
  controlCase("api-execution-log", "CKV_AWS_276", "stage", { "settings#settings.dataTraceEnabled": true }),
  controlCase("api-request-validation", "CKV2_AWS_53", "method", { requestValidatorId: undefined }),
  controlCase("api-throttle", "Serverless-APIGWDefaultThrottling", "http", {
    "http-stage#defaultRouteSettings": undefined,
  }),
  controlCase("api-tracing", "APIGateway.3, Serverless-APIGWXrayEnabled, CKV_AWS_73", "stage", {
    xrayTracingEnabled: false,
  }),
  controlCase("api-waf", "APIGateway.4, AwsSolutions-APIG3", "stage", {}, { without: ["waf"] }),
  controlCase("appsync-authorization", "AppSync.5", "graphql", { authenticationType: "API_KEY" }),
  controlCase("appsync-cache-encrypted", "AppSync.1, CKV_AWS_214", "graphql", {
    "graphql-cache#atRestEncryptionEnabled": false,
  }),
  controlCase("appsync-cache-encrypted", "AppSync.6, CKV_AWS_215", "graphql", {
    "graphql-cache#transitEncryptionEnabled": false,
  }),
  controlCase("appsync-logging", "AppSync.2, AwsSolutions-ASC3, CKV_AWS_193", "graphql", { logConfig: undefined }),
  controlCase("cloudfront-logging", "CloudFront.5", "cdn", {}, { without: ["cdn-log"] }),
  {
    rule: "cloudfront-logging",
    ids: ["AwsSolutions-CFR3", "CKV_AWS_86"],
    fails: changedStack("cdn", { without: ["cdn-log"] }),
    passes: changedStack("cdn", { set: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } } }),
  },
  controlCase("cloudfront-origin-access", "CloudFront.13", "cdn", {
    "origins.0.originAccessControlId": undefined,
  }),
  {
    rule: "cloudfront-origin-access",
    ids: ["AwsSolutions-CFR7"],
    fails: changedStack("cdn", { set: bucketOrigin({}), and: compliantStack("bucket") }),
    passes: changedStack("cdn", {
      set: bucketOrigin({ originAccessControlId: "OAC1" }),
      and: compliantStack("bucket"),
    }),
  },
  {
    rule: "cloudfront-origin-access",
    ids: ["CloudFront.16"],
    fails: changedStack("cdn", { set: functionOrigin({}) }),
    passes: changedStack("cdn", { set: functionOrigin({ originAccessControlId: "OAC1" }) }),
  },
  controlCase("cloudfront-origin-failover", "CloudFront.4, CKV_AWS_310", "cdn", { originGroups: [] }),
  controlCase("cloudfront-origin-tls", "CloudFront.9", "cdn", {
    [`${ORIGIN}.originProtocolPolicy`]: "http-only",
  }),
  controlCase("cloudfront-origin-tls", "CKV2_AWS_72", "cdn", {
    "origins.1.domainName": "images-123.eu-west-1.elb.amazonaws.com",
    [`${ORIGIN}.originProtocolPolicy`]: "http-only",
  }),
  controlCase("cloudfront-origin-tls", "CloudFront.10, AwsSolutions-CFR5, CKV2_AWS_54", "cdn", {
    [`${ORIGIN}.originSslProtocols`]: ["SSLv3", "TLSv1.2"],
  }),
  controlCase("cloudfront-root-object", "CloudFront.1, CKV_AWS_305", "cdn", { defaultRootObject: undefined }),
  controlCase("cloudfront-viewer-https", "CloudFront.3, CKV_AWS_34", "cdn", {
    "orderedCacheBehaviors.0.viewerProtocolPolicy": "allow-all",
  }),
  controlCase("cloudfront-viewer-tls", "CloudFront.7", "cdn", {
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  }),
  controlCase("cloudfront-viewer-tls", "CloudFront.8", "cdn", { "viewerCertificate.sslSupportMethod": "vip" }),
  controlCase("cloudfront-viewer-tls", "CloudFront.15, AwsSolutions-CFR4, CKV_AWS_174", "cdn", {
    "viewerCertificate.minimumProtocolVersion": "TLSv1",
  }),
  controlCase("cloudfront-key-groups", "CloudFront.17", "cdn", { "defaultCacheBehavior.trustedSigners": ["self"] }),
  controlCase("cognito-threat-protection", "Cognito.1", "users", { userPoolAddOns: undefined }),
  controlCase("cloudfront-waf", "CloudFront.6, AwsSolutions-CFR2, CKV_AWS_68", "cdn", { webAclId: undefined }),
  controlCase("cognito-no-guests", "Cognito.2, AwsSolutions-COG7, CKV_AWS_366", "identities", {
    allowUnauthenticatedIdentities: true,
  }),
  controlCase("cognito-password-policy", "Cognito.3, AwsSolutions-COG1", "users", {
    "passwordPolicy.minimumLength": 7,
  }),
  controlCase("events-bus-policy", "EventBridge.3", "bus", {}, { without: ["bus-policy"] }),
  controlCase("events-dead-letters", "Serverless-EventBusDLQ", "target", { deadLetterConfig: undefined }),
];
