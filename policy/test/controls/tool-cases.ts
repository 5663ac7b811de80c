import { ACCOUNT, changedStack, ROLE } from "../support/compliant-stacks";
import { bucketStack } from "../support/bucket-fixture";
import { documentOf } from "../support/documents";
import { resource } from "../support/stack-fixture";
import { controlCase, type ControlCase } from "./control-case";

const ORIGIN = "origins.1.customOriginConfig";
/** A bucket as programs of `@pulumi/aws` v6 have it: these tools do not read separate resources. */
const bucketWith = (bucket: Record<string, unknown>) =>
  bucketStack({ bucket, parts: { encryption: null, logging: null } });
const encryptedWith = (sseAlgorithm: string) => ({
  serverSideEncryptionConfiguration: {
    rule: { applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled: true },
  },
});
const httpDomain = (securityPolicy: string) => [
  resource("aws:apigatewayv2/domainName:DomainName", "domain", { domainNameConfiguration: { securityPolicy } }),
];
const attachment = (of: object) => [
  resource("aws:iam/policyAttachment:PolicyAttachment", "attachment", { policyArn: "arn:x", ...of }),
];
const open = (rule: string, id: string, type: string, action: string): ControlCase => {
  const withPrincipal = (principal: unknown) => [
    resource(type, "policy", {
      policy: documentOf({ Effect: "Allow", Principal: principal, Action: action, Resource: "*" }),
    }),
  ];
  return { rule, ids: [id], fails: withPrincipal("*"), passes: withPrincipal({ AWS: ROLE }) };
};
const trusting = (more: object) => [
  resource("aws:iam/role:Role", "role", {
    assumeRolePolicy: documentOf({
      Effect: "Allow",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: "sts:AssumeRole",
      ...more,
    }),
  }),
];

/** Controls of AWSGuard, of Pulumi's compliance policies for AWS, and of Prowler. */
export const toolCases: readonly ControlCase[] = [
  {
    rule: "s3-access-logging",
    ids: ["s3-bucket-logging-enabled"],
    fails: bucketWith({}),
    passes: bucketWith({ loggings: [{ targetBucket: "logs" }] }),
  },
  {
    rule: "s3-default-encryption",
    ids: ["aws-s3-bucket-enable-server-side-encryption"],
    fails: bucketWith({}),
    passes: bucketWith(encryptedWith("aws:kms")),
  },
  {
    rule: "s3-kms-encryption",
    ids: ["aws-s3-bucket-configure-server-side-encryption-kms"],
    fails: bucketWith(encryptedWith("AES256")),
    passes: bucketWith(encryptedWith("aws:kms")),
  },
  controlCase("s3-no-acl", "aws-s3-bucket-disallow-public-read", "bucket", { acl: "public-read" }),
  controlCase("dynamodb-encryption", "dynamodb-table-encryption-enabled", "table", {
    serverSideEncryption: { enabled: false },
  }),
  controlCase("kms-rotation", "cmk-backing-key-rotation-enabled, aws-kms-key-enable-key-rotation", "key", {
    enableKeyRotation: false,
  }),
  controlCase("kms-lockout-check", "aws-kms-key-disallow-bypass-policy-lockout-safety-check", "key", {
    bypassPolicyLockoutSafetyCheck: true,
  }),
  controlCase("api-access-log", "aws-apigatewayv2-stage-enable-access-logging", "http", {
    "http-stage#accessLogSettings": undefined,
  }),
  controlCase("api-access-log", "aws-apigatewayv2-stage-configure-access-logging", "http", {
    "http-stage#accessLogSettings": { format: "{}" },
  }),
  controlCase("api-domain-tls", "aws-apigateway-domainname-configure-security-policy", "domain", {
    securityPolicy: "TLS_1_0",
  }),
  {
    rule: "api-domain-tls",
    ids: ["aws-apigatewayv2-domainname-configure-domain-name-security-policy"],
    fails: httpDomain("TLS_1_0"),
    passes: httpDomain("TLS_1_2"),
  },
  {
    rule: "cloudfront-logging",
    ids: ["aws-cloudfront-distribution-enable-access-logging"],
    fails: changedStack("cdn", { without: ["cdn-log"] }),
    passes: changedStack("cdn", { set: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } } }),
  },
  controlCase("cloudfront-origin-tls", "aws-cloudfront-distribution-enable-tls-to-origin", "cdn", {
    [`${ORIGIN}.originProtocolPolicy`]: "http-only",
  }),
  controlCase("cloudfront-origin-tls", "aws-cloudfront-distribution-configure-secure-tls-to-origin", "cdn", {
    [`${ORIGIN}.originSslProtocols`]: ["TLSv1.1"],
  }),
  controlCase("cloudfront-viewer-https", "aws-cloudfront-distribution-disallow-unencrypted-traffic", "cdn", {
    "defaultCacheBehavior.viewerProtocolPolicy": "allow-all",
  }),
  controlCase("cloudfront-viewer-tls", "aws-cloudfront-distribution-configure-secure-tls", "cdn", {
    "viewerCertificate.minimumProtocolVersion": "TLSv1",
  }),
  controlCase("cloudfront-waf", "aws-cloudfront-distribution-configure-waf", "cdn", { webAclId: undefined }),
  controlCase("ecr-encryption", "aws-ecr-repository-configure-customer-managed-key", "repository", {
    encryptionConfigurations: [{ encryptionType: "AES256" }],
  }),
  controlCase("ecr-encryption", "aws-ecr-repository-disallow-unencrypted-repository", "repository", {
    encryptionConfigurations: undefined,
  }),
  controlCase("ecr-immutable-tags", "aws-ecr-repository-disallow-mutable-image", "repository", {
    imageTagMutability: "MUTABLE",
  }),
  controlCase("ecr-scan", "aws-ecr-repository-configure-image-scan", "repository", {
    imageScanningConfiguration: undefined,
  }),
  controlCase("ecr-scan", "aws-ecr-repository-enable-image-scan", "repository", {
    "imageScanningConfiguration.scanOnPush": false,
  }),
  {
    rule: "iam-user-no-policies",
    ids: ["aws-iam-policy-attachment-only-attachment-through-groups"],
    fails: attachment({ users: ["ann"] }),
    passes: attachment({ groups: ["dev"] }),
  },
  {
    rule: "iam-user-no-policies",
    ids: ["aws-iam-user-policy-attachment-only-attachment-through-groups"],
    fails: [resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "own", { user: "ann", policyArn: "arn:x" })],
    passes: attachment({ groups: ["dev"] }),
  },
  controlCase("lambda-tracing", "aws-lambda-function-enable-tracing-config", "fn", { tracingConfig: undefined }),
  controlCase("lambda-tracing", "aws-lambda-function-configure-tracing-config", "fn", {
    "tracingConfig.mode": "PassThrough",
  }),
  controlCase("lambda-permission-scoped", "aws-lambda-permission-configure-source-arn", "fn", {
    "permission#sourceArn": undefined,
    "permission#sourceAccount": undefined,
  }),
  controlCase("secrets-encryption", "aws-secretsmanager-secret-configure-customer-managed-key", "secret", {
    kmsKeyId: undefined,
  }),
  controlCase("cognito-threat-protection", "cognito_user_pool_advanced_security_enabled", "users", {
    "userPoolAddOns.advancedSecurityMode": "OFF",
  }),
  controlCase("cognito-user-existence", "cognito_user_pool_client_prevent_user_existence_errors", "client", {
    preventUserExistenceErrors: "LEGACY",
  }),
  controlCase("cognito-client-tokens", "cognito_user_pool_client_token_revocation_enabled", "client", {
    enableTokenRevocation: false,
  }),
  controlCase("lambda-environment", "awslambda_function_no_secrets_in_variables", "fn", {
    "environment.variables": { DB_PASSWORD: "correct-horse-battery" },
  }),
  controlCase("plaintext-secrets", "apigateway_restapi_no_secrets_in_stage_variables", "stage", {
    variables: { dbPassword: "correct-horse-battery" },
  }),
  controlCase("plaintext-secrets", "ssm_document_secrets", "document", {
    content: JSON.stringify({ parameters: { apiKey: { default: "x" } }, password: "correct-horse-battery" }),
  }),
  controlCase("plaintext-secrets", "stepfunctions_statemachine_no_secrets_in_definition", "machine", {
    definition: JSON.stringify({
      StartAt: "A",
      States: { A: { Type: "Pass", Result: { password: "correct-horse" } } },
    }),
  }),
  controlCase("sns-subscription-tls", "sns_subscription_not_using_http_endpoints", "subscription", {
    protocol: "http",
    endpoint: "http://example.com/messages",
  }),
  open(
    "iam-resource-policy-scoped",
    "ecr_repositories_not_publicly_accessible",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "ecr:BatchGetImage",
  ),
  open(
    "iam-resource-policy-scoped",
    "eventbridge_bus_exposed",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "events:PutEvents",
  ),
  open(
    "iam-resource-policy-scoped",
    "secretsmanager_not_publicly_accessible",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "secretsmanager:GetSecretValue",
  ),
  {
    rule: "iam-trust-scoped",
    ids: ["iam_role_cross_service_confused_deputy_prevention"],
    fails: trusting({}),
    passes: trusting({ Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } }),
  },
];
