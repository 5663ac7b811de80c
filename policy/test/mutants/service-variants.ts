import { ACCOUNT, EU, KEY, ROLE } from "../support/compliant-stacks";
import { denyPlaintext, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";
import { harmless, type ServiceCase } from "./service-case";

const TLS = denyPlaintext("s3:*", ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]);
const grant = (parts: object) => ({
  "bucket-policy#policy": documentOf(TLS, {
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::bucket/*",
    ...parts,
  }),
});
const known = { and: [resource("aws:ec2/vpc:Vpc", "net", { arn: `arn:aws:ec2:${EU}:vpc/vpc-1` })] };
const part = (type: string, properties: object) => ({
  and: [resource(`aws:${type}`, "more", { ...properties })],
});
const document = (paths: object, more: object = {}) =>
  part("apigateway/restApi:RestApi", {
    body: JSON.stringify({
      openapi: "3.0.1",
      "x-amazon-apigateway-request-validator": "all",
      components: {
        securitySchemes: {
          iam: { type: "apiKey", "x-amazon-apigateway-authtype": "awsSigv4" },
          users: { type: "apiKey", "x-amazon-apigateway-authorizer": { type: "cognito_user_pools" } },
        },
      },
      paths,
      ...more,
    }),
  });
const whole = { status: "Enabled" };
const ORIGIN = "origins.1.customOriginConfig";
const pattern = (text: object) => ({ "rule#eventPattern": JSON.stringify(text) });

/** Variants that look unusual and are right. */
export const serviceVariants: readonly ServiceCase[] = [
  harmless("bucket", "KMS in two layers, which has no bucket key", {
    "bucket-encryption#rules": [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms:dsse" } }],
  }),
  harmless("bucket", "rules without a filter", {
    "bucket-lifecycle#rules": [
      { ...whole, abortIncompleteMultipartUpload: { daysAfterInitiation: 30 } },
      { ...whole, noncurrentVersionExpiration: { noncurrentDays: 1 } },
    ],
  }),
  harmless("bucket", "a role of the account", grant({ Principal: { AWS: ROLE } }), known),
  harmless("bucket", "the account by its id", grant({ Principal: { AWS: ACCOUNT } }), known),
  harmless(
    "bucket",
    "a distribution",
    grant({
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceArn": `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` } },
    }),
  ),
  harmless(
    "bucket",
    "an organization",
    grant({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
  ),
  harmless(
    "bucket",
    "a Deny for another account",
    {
      "bucket-policy#policy": documentOf(TLS, {
        Effect: "Deny",
        Principal: { AWS: "999999999999" },
        Action: "s3:*",
        Resource: "*",
      }),
    },
    known,
  ),
  harmless("bucket", "TLS in two statements", {
    "bucket-policy#policy": documentOf(
      { ...TLS, Resource: "arn:aws:s3:::bucket" },
      { ...TLS, Sid: "Objects", Resource: "arn:aws:s3:::bucket/*" },
    ),
  }),
  harmless("bucket", "versions on the bucket", { versioning: { enabled: true } }, { without: ["bucket-versioning"] }),
  harmless(
    "bucket",
    "encryption on the bucket",
    {
      serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
      },
    },
    { without: ["bucket-encryption"] },
  ),
  harmless(
    "bucket",
    "access logs on the bucket",
    { logging: { targetBucket: "logs" } },
    { without: ["bucket-logging"] },
  ),
  harmless(
    "bucket",
    "a private ACL of a bucket in another stack",
    {},
    part("s3/bucketAcl:BucketAcl", { bucket: "another", acl: "private" }),
  ),
  harmless(
    "bucket",
    "an access point that states nothing",
    {},
    part("s3/accessPoint:AccessPoint", { bucket: "bucket" }),
  ),
  harmless("bucket", "a bucket that a destroy empties in development", {
    forceDestroy: true,
    tags: { Environment: "dev" },
  }),
  harmless(
    "bucket",
    "access from any page without credentials",
    {},
    part("s3/bucketCorsConfiguration:BucketCorsConfiguration", {
      bucket: "bucket",
      corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }],
    }),
  ),
  harmless("cdn", "TLS 1.3", { "viewerCertificate.minimumProtocolVersion": "TLSv1.3_2025" }),
  harmless("cdn", "a certificate of IAM", {
    "viewerCertificate.acmCertificateArn": undefined,
    "viewerCertificate.iamCertificateId": "ASCA1",
  }),
  harmless("cdn", "logs to a bucket", { loggingConfig: { bucket: "logs.s3.amazonaws.com" } }, { without: ["cdn-log"] }),
  harmless("cdn", "a bucket of us-east-1", { "origins.0.domainName": "images.s3.amazonaws.com" }),
  harmless("cdn", "a website of a bucket", { "origins.1.domainName": "images.s3-website.eu-west-1.amazonaws.com" }),
  harmless("cdn", "an origin in a VPC", {
    "origins.1": { originId: "api", domainName: "internal", vpcOriginConfig: { vpcOriginId: "vo_1" } },
  }),
  harmless("cdn", "a function URL with access control", {
    "origins.1.domainName": "abc.lambda-url.eu-west-1.on.aws",
    "origins.1.originAccessControlId": "OAC2",
  }),
  harmless("cdn", "an origin that keeps connections", { [`${ORIGIN}.originKeepaliveTimeout`]: 60 }),
  harmless("cdn", "no paths of their own", { orderedCacheBehaviors: [] }),
  harmless("graphql", "users of a pool", {
    authenticationType: "AMAZON_COGNITO_USER_POOLS",
    userPoolConfig: { userPoolId: "x" },
  }),
  harmless("graphql", "a function that authorizes", {
    additionalAuthenticationProviders: [{ authenticationType: "AWS_LAMBDA" }],
  }),
  harmless("graphql", "errors alone in the log", { "logConfig.fieldLogLevel": "ERROR" }),
  harmless("graphql", "no cache", {}, { without: ["graphql-cache"] }),
  harmless("users", "MFA for everybody", { mfaConfiguration: "ON" }),
  harmless("users", "long passwords", { "passwordPolicy.minimumLength": 99 }),
  harmless("users", "temporary passwords of a day", { "passwordPolicy.temporaryPasswordValidityDays": 1 }),
  harmless("identities", "nothing stated about guests", { allowUnauthenticatedIdentities: undefined }),
  harmless(
    "repository",
    "a scan by the registry",
    { imageScanningConfiguration: undefined },
    part("ecr/registryScanningConfiguration:RegistryScanningConfiguration", {
      rules: [{ scanFrequency: "CONTINUOUS_SCAN", repositoryFilters: [{ filter: "*" }] }],
    }),
  ),
  harmless("repository", "KMS in two layers", { encryptionConfigurations: [{ encryptionType: "KMS_DSSE" }] }),
  harmless("stream", "the key of the service", { kmsKeyId: "alias/aws/kinesis" }),
  harmless("stream", "a year of records", { retentionPeriod: 8760 }),
  harmless("stream", "capacity on demand", { streamModeDetails: { streamMode: "ON_DEMAND" } }),
  harmless("schedule", "a role of another stack", { "target.roleArn": `${ROLE}-elsewhere` }),
  harmless("schedule", "a queue as the target", { "target.arn": `arn:aws:sqs:${EU}:jobs` }),
  harmless("schedule", "a schedule in a time zone", { scheduleExpressionTimezone: "Europe/Berlin" }),
  harmless("pipe", "a queue as the source", { sourceParameters: { sqsQueueParameters: { batchSize: 10 } } }),
  harmless("pipe", "no filter", { "sourceParameters.filterCriteria": undefined }),
  harmless("pipe", "everything in the log, to Firehose", {
    logConfiguration: { level: "TRACE", firehoseLogDestination: { deliveryStreamArn: "arn:x" } },
  }),
  harmless("target", "a schedule in place of a pattern", {
    "rule#eventPattern": undefined,
    "rule#scheduleExpression": "rate(1 hour)",
  }),
  harmless(
    "target",
    "a pattern with numbers and their absence",
    pattern({ detail: { size: [{ numeric: [">", 0, "<=", 5] }], error: [{ exists: false }] } }),
  ),
  harmless(
    "target",
    "a pattern with alternatives",
    pattern({ $or: [{ source: ["a"] }, { source: [{ suffix: ".b" }] }] }),
  ),
  harmless("target", "a pattern of null and text", pattern({ detail: { state: [null, "", "x"] } })),
  harmless(
    "target",
    "a pattern without regard to case",
    pattern({ source: [{ "equals-ignore-case": "X" }, { wildcard: "a*b" }] }),
  ),
  harmless(
    "bus",
    "a permission in place of a policy",
    {},
    {
      without: ["bus-policy"],
      and: [
        resource("aws:cloudwatch/eventPermission:EventPermission", "permission", {
          eventBusName: "orders",
          principal: ACCOUNT,
          statementId: "Own",
        }),
      ],
    },
  ),
  harmless("mapping", "an end by the age of records", { maximumRetryAttempts: -1, maximumRecordAgeInSeconds: 60 }),
  harmless("mapping", "a queue as the source", {
    eventSourceArn: `arn:aws:sqs:${EU}:jobs`,
    destinationConfig: undefined,
    maximumRetryAttempts: undefined,
  }),
  harmless("mapping", "no retries", { maximumRetryAttempts: 0 }),
  harmless(
    "jobs",
    "a redrive policy of its own resource",
    { redrivePolicy: undefined },
    part("sqs/redrivePolicy:RedrivePolicy", {
      queueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/jobs`,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:${EU}:failures`, maxReceiveCount: 3 }),
    }),
  ),
  harmless("jobs", "a key of the program", { sqsManagedSseEnabled: undefined, kmsMasterKeyId: KEY }),
  harmless("topic", "a key of the program", { kmsMasterKeyId: UNKNOWN }),
  harmless("secret", "a rotation by cron", { "rotation#rotationRules": { scheduleExpression: "cron(0 4 1 * ? *)" } }),
  harmless("secret", "a rotation by the hour", { "rotation#rotationRules": { scheduleExpression: "rate(12 hours)" } }),
  harmless("parameter", "a name in plain text", { type: "String", name: "/images/bucket", value: "images-source" }),
  harmless("parameter", "the length of a password", {
    type: "String",
    name: "/images/password-min-length",
    value: "12",
  }),
  harmless("document", "a document for two accounts", { "permissions.accountIds": `${ACCOUNT},999999999999` }),
  harmless(
    "table",
    "capacity that scales",
    { billingMode: "PROVISIONED" },
    {
      and: ["Read", "Write"].flatMap((each) =>
        ["target:Target", "policy:Policy"].map((type) =>
          resource(`aws:appautoscaling/${type}`, `${each}-${type}`, {
            serviceNamespace: "dynamodb",
            resourceId: "table/images",
            scalableDimension: `dynamodb:table:${each}CapacityUnits`,
          }),
        ),
      ),
    },
  ),
  harmless("table", "development without protection", {
    deletionProtectionEnabled: false,
    tags: { Environment: "dev" },
  }),
  harmless("key", "an asymmetric key, which cannot rotate", {
    customerMasterKeySpec: "RSA_2048",
    enableKeyRotation: undefined,
  }),
  harmless("fn", "an image, which has its runtime inside", { packageType: "Image", runtime: undefined }),
  harmless("fn", "two subnets", { vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] } }),
  harmless(
    "fn",
    "a destination in place of a queue",
    { deadLetterConfig: undefined },
    part("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
      functionName: "process",
      destinationConfig: { onFailure: { destination: `arn:aws:sqs:${EU}:failures` } },
    }),
  ),
  harmless("fn", "a permission for the organization", {
    "permission#principal": "*",
    "permission#principalOrgId": "o-a1b2c3d4e5",
  }),
  harmless("fn", "the name of a secret in a variable", { "environment.variables.DB_SECRET_NAME": "prod/db" }),
  harmless("logs", "logs of ten years", { retentionInDays: 3653 }),
  harmless("machine", "errors alone in the log", { "loggingConfiguration.level": "ERROR" }),
  harmless("stage", "a limit of zero, which closes the API", { "settings#settings.throttlingRateLimit": 0 }),
  harmless("stage", "an encrypted cache", {
    "settings#settings.cachingEnabled": true,
    "settings#settings.cacheDataEncrypted": true,
  }),
  harmless("method", "a CORS preflight", {
    httpMethod: "OPTIONS",
    authorization: "NONE",
    requestValidatorId: undefined,
  }),
  harmless("method", "a function", {
    "integration#type": "AWS_PROXY",
    "integration#uri": "arn:aws:apigateway:eu-west-1:lambda:path/x",
  }),
  harmless("method", "a load balancer behind a VPC link", {
    "integration#uri": "http://internal.example.com",
    "integration#connectionType": "VPC_LINK",
  }),
  harmless(
    "method",
    "a document with signatures and users",
    {},
    document({
      "/images": { get: { security: [{ iam: [] }] }, put: { security: [{ users: ["write"] }] }, options: {} },
    }),
  ),
  harmless(
    "method",
    "a document that is closed for all",
    {},
    document({ "/images": { get: {} } }, { security: [{ iam: [] }] }),
  ),
  harmless(
    "http",
    "messages of a WebSocket API",
    {},
    {
      and: [
        resource("aws:apigatewayv2/api:Api", "ws", { id: "ws1", protocolType: "WEBSOCKET" }),
        resource("aws:apigatewayv2/route:Route", "connect", {
          apiId: "ws1",
          routeKey: "$connect",
          authorizationType: "AWS_IAM",
        }),
        resource("aws:apigatewayv2/route:Route", "default", { apiId: "ws1", routeKey: "$default" }),
        resource("aws:apigatewayv2/route:Route", "send", { apiId: "ws1", routeKey: "send" }),
      ],
    },
  ),
  harmless("http", "any page without credentials", { corsConfiguration: { allowOrigins: ["*"] } }),
  harmless("domain", "TLS 1.3", { securityPolicy: "SecurityPolicy_TLS13_2025_EDGE" }),
];
