import { ACCOUNT, EU, KEY, ROLE } from "../support/compliant-stacks";
import { documentOf } from "../support/documents";
import { harmless, type ServiceCase } from "./service-case";

const layer = (account: string) => `arn:aws:lambda:eu-west-1:${account}:layer:images:3`;
const definition = (state: object, rest: object = {}) => ({
  definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Task", End: true, ...state } }, ...rest }),
});

/** Further variants that look unusual and are right: identities, texts with words about secrets, other protocols. */
export const moreVariants: readonly ServiceCase[] = [
  harmless("users", "triggers before sign-up", { lambdaConfig: { preSignUp: `arn:aws:lambda:${EU}:function:check` } }),
  harmless("users", "a development pool that can be deleted", { deletionProtection: "INACTIVE", tags: { Env: "dev" } }),
  harmless("users", "custom authentication with threat protection", {
    lambdaConfig: { defineAuthChallenge: "arn:aws:lambda:x" },
    "userPoolAddOns.advancedSecurityAdditionalFlows": { customAuthMode: "ENFORCED" },
  }),
  harmless("client", "a client without OAuth", { allowedOauthFlows: undefined, callbackUrls: undefined }),
  harmless("client", "a client of a machine", { allowedOauthFlows: ["client_credentials"], generateSecret: true }),
  harmless("client", "a page on the own computer", { callbackUrls: ["http://localhost:3000/signed-in"] }),
  harmless("identities", "the enhanced flow", { allowClassicFlow: false, developerProviderName: "images" }),
  harmless("fn", "a layer of the account", { layers: [layer(ACCOUNT)] }),
  harmless("fn", "layers of AWS", { layers: [layer("580247275435"), layer("901920570463")] }),
  harmless("fn", "variables about secrets", {
    "environment.variables": {
      PASSWORD_MIN_LENGTH: "12",
      API_KEY_HEADER: "x-api-key",
      TOKEN_TTL_SEC: "300",
      DB_SECRET_ARN: `arn:aws:secretsmanager:${EU}:secret:db`,
      SESSION_TABLE_KEY: "sessionId",
    },
  }),
  harmless("fn", "a URL for one page", {
    "url#cors": { allowOrigins: ["https://example.com"], allowCredentials: true, allowMethods: ["POST"] },
  }),
  harmless("fn", "an image with a command", {
    packageType: "Image",
    imageUri: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/images@sha256:0`,
    runtime: undefined,
    imageConfig: { commands: ["index.handler"] },
  }),
  harmless(
    "machine",
    "a token that the execution passes on",
    definition({ Parameters: { "Token.$": "$$.Task.Token" } }),
  ),
  harmless("machine", "a password by JSONata", {
    ...definition({ Arguments: { Password: "{% $states.input.database.password1 %}" } }, { QueryLanguage: "JSONata" }),
  }),
  harmless("machine", "the name of a secret", definition({ Parameters: { SecretId: "images/db-password" } })),
  harmless("machine", "an express workflow that logs its errors", {
    type: "EXPRESS",
    "loggingConfiguration.level": "ERROR",
  }),
  harmless("stage", "stage variables about a key", {
    variables: { alias: "live", keyPrefix: "uploads/", tokenUrl: "https://example.com/token" },
  }),
  harmless("document", "an automation with a reference to a parameter", {
    content:
      'schemaVersion: "0.3"\nparameters:\n  Password:\n    type: String\n    default: "{{ssm-secure:/images/db}}"',
  }),
  harmless("schedule", "one time, with an input", {
    scheduleExpression: "at(2027-01-01T00:00:00)",
    "target.input": JSON.stringify({ kind: "sweep", keyPrefix: "tmp/", limit: 100 }),
  }),
  harmless("target", "a header from the event", {
    httpTarget: { headerParameters: { "x-request": "$.id", Accept: "application/json" } },
  }),
  harmless("pipe", "an enrichment with a header", {
    enrichmentParameters: { httpParameters: { headerParameters: { Accept: "application/json" } } },
  }),
  harmless("subscription", "a person", { protocol: "email", endpoint: "team@example.com", redrivePolicy: undefined }),
  harmless("subscription", "a queue with raw messages", {
    protocol: "sqs",
    endpoint: `arn:aws:sqs:${EU}:jobs`,
    rawMessageDelivery: true,
  }),
  harmless("private", "an integration of a function", {
    integrationType: "AWS_PROXY",
    connectionType: "INTERNET",
    connectionId: undefined,
    tlsConfig: undefined,
    integrationUri: `arn:aws:lambda:${EU}:function:process`,
  }),
  harmless("cdn", "signed URLs with a key group", { "defaultCacheBehavior.trustedKeyGroups": ["group1"] }),
  harmless("cdn", "a private origin in a VPC", {
    "origins.1": { originId: "api", domainName: "internal.example.com", vpcOriginConfig: { vpcOriginId: "vo_1" } },
  }),
  harmless("firehose", "records of an encrypted stream", {
    serverSideEncryption: undefined,
    kinesisSourceConfiguration: { kinesisStreamArn: `arn:aws:kinesis:${EU}:stream/stream`, roleArn: ROLE },
  }),
  harmless("firehose", "a customer managed key", {
    serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: KEY },
  }),
  harmless("object", "an ACL for the bucket's owner", { acl: "bucket-owner-full-control" }),
  harmless("key", "a signing key, which cannot rotate", {
    customerMasterKeySpec: "ECC_NIST_P256",
    keyUsage: "SIGN_VERIFY",
    enableKeyRotation: undefined,
  }),
  harmless("key", "a key that rotates every 90 days", { rotationPeriodInDays: 90, multiRegion: true }),
  harmless("table", "a replica with point-in-time recovery", {
    replicas: [{ regionName: "eu-central-1", pointInTimeRecovery: true, kmsKeyArn: KEY }],
  }),
  harmless("topic", "a topic in order", { name: "topic.fifo", fifoTopic: true, contentBasedDeduplication: true }),
  harmless("jobs", "a queue with a KMS key that is used again for an hour", {
    sqsManagedSseEnabled: undefined,
    kmsMasterKeyId: KEY,
    kmsDataKeyReusePeriodSeconds: 3600,
  }),
  harmless("bus", "events of an organization", {
    "bus-policy#policy": documentOf({
      Effect: "Allow",
      Principal: "*",
      Action: "events:PutEvents",
      Resource: `arn:aws:events:${EU}:event-bus/orders`,
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdef1234" } },
    }),
  }),
  harmless("logs", "logs that are rarely read", { logGroupClass: "INFREQUENT_ACCESS", retentionInDays: 365 }),
  harmless("parameter", "words about a password", {
    type: "String",
    value: "at least 12 characters",
    name: "/images/password-hint-text",
  }),
  harmless("method", "users of a pool", {
    authorization: "COGNITO_USER_POOLS",
    authorizerId: "a1",
    authorizationScopes: ["images/write"],
  }),
  harmless("secret", "a secret in two regions", { replicas: [{ region: "eu-central-1", kmsKeyId: "alias/images" }] }),
  harmless("alarm", "an alarm that is silent without data", { treatMissingData: "ignore", okActions: [] }),
  harmless("bucket", "a bucket that locks its objects", { objectLockEnabled: true }),
  harmless("object", "an object that a browser keeps", {
    cacheControl: "public, max-age=86400",
    contentType: "text/html",
  }),
];
