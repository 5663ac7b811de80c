import { ACCOUNT, changedStack, compliantStack } from "../support/compliant-stacks";
import { denyPlaintext, documentOf } from "../support/documents";
import { resource } from "../support/stack-fixture";
import { controlCase, type ControlCase } from "./control-case";

const inline = (statement: object) => ({ "policy#policy": documentOf({ Effect: "Allow", ...statement }) });
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/images`;
const other = resource("aws:sqs/queue:Queue", "other", { arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:other` });
const bucketPolicy = (account: string) => ({
  "bucket-policy#policy": documentOf(denyPlaintext("s3:*", ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]), {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "s3:PutBucketPolicy",
    Resource: "arn:aws:s3:::bucket",
  }),
});
const backend = [
  resource("aws:apigateway/restApi:RestApi", "api", { id: "api1" }),
  resource("aws:apigateway/integration:Integration", "backend", { restApi: "api1", type: "HTTP" }),
];
const block = (blockPublicPolicy: boolean) => [
  resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account", {
    blockPublicAcls: true,
    blockPublicPolicy,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  }),
];
const restApi = (document: object) => [
  resource("aws:apigateway/restApi:RestApi", "api", { id: "api1", body: JSON.stringify(document) }),
];
const subscription = (redrivePolicy?: string) => [
  resource("aws:sns/topicSubscription:TopicSubscription", "subscription", { protocol: "sqs", redrivePolicy }),
];

const customAuthentication = (customAuthMode: string) =>
  changedStack("users", {
    set: {
      lambdaConfig: { defineAuthChallenge: "arn:aws:lambda:x" },
      "userPoolAddOns.advancedSecurityAdditionalFlows": { customAuthMode },
    },
  });
const productionUsers = (deletionProtection: string) =>
  changedStack("users", { set: { deletionProtection, tags: { Environment: "prod" } } });
const layerOf = (account: string) => ({ layers: [`arn:aws:lambda:eu-west-1:${account}:layer:images:3`] });

/** Controls that rules meet in part: stacks of the part that they meet. */
export const partialCases: readonly ControlCase[] = [
  controlCase("api-authorization", "APIGateway.8, CKV_AWS_309", "http", { "route#authorizationType": "NONE" }),
  {
    rule: "api-client-certificate",
    ids: ["APIGateway.2", "CKV2_AWS_51"],
    fails: changedStack("stage", { and: backend }),
    passes: changedStack("stage", { set: { clientCertificateId: "c1" }, and: backend }),
  },
  {
    rule: "api-request-validation",
    ids: ["AwsSolutions-APIG2"],
    fails: restApi({ openapi: "3.0.1", paths: { "/images": { get: {} } } }),
    passes: [
      ...restApi({ openapi: "3.0.1", paths: {} }),
      resource("aws:apigateway/requestValidator:RequestValidator", "validator", {
        restApi: "api1",
        validateRequestBody: true,
        validateRequestParameters: true,
      }),
    ],
  },
  controlCase("appsync-logging", "CKV_AWS_194", "graphql", { "logConfig.fieldLogLevel": "NONE" }),
  {
    rule: "cognito-mfa",
    ids: ["AwsSolutions-COG2"],
    fails: changedStack("users", { set: { mfaConfiguration: "OFF" } }),
    passes: changedStack("users", { set: { mfaConfiguration: "ON" } }),
  },
  controlCase("dynamodb-deletion-protection", "DynamoDB.6", "table", { deletionProtectionEnabled: false }),
  controlCase("iam-no-admin", "CKV_AWS_63, CKV2_AWS_40", "role", inline({ Action: "*", Resource: "*" })),
  controlCase("iam-no-escalation", "CKV_AWS_287", "role", inline({ Action: "iam:CreateAccessKey", Resource: "*" })),
  controlCase("iam-no-escalation", "CKV2_AWS_40", "role", inline({ Action: "iam:*", Resource: "*" })),
  {
    rule: "iam-no-service-wildcard",
    ids: ["AwsSolutions-IAM5"],
    fails: changedStack("role", { set: inline({ Action: "dynamodb:*", Resource: TABLE }) }),
    passes: changedStack("role", { set: inline({ Action: "dynamodb:GetItem", Resource: TABLE }) }),
  },
  controlCase("iam-no-service-wildcard", "CKV_AWS_63", "role", inline({ Action: "*", Resource: TABLE })),
  {
    rule: "iam-resource-scoped",
    ids: ["AwsSolutions-IAM5"],
    fails: changedStack("role", { set: inline({ Action: "dynamodb:GetItem", Resource: "*" }) }),
    passes: changedStack("role", { set: inline({ Action: "dynamodb:GetItem", Resource: TABLE }) }),
  },
  controlCase("lambda-event-source", "Serverless-LambdaEventSourceMappingDestination", "mapping", {
    destinationConfig: undefined,
  }),
  controlCase("lambda-failure-destination", "Serverless-LambdaDLQ, NIST.800.53.R5-LambdaDLQ, CKV_AWS_116", "fn", {
    deadLetterConfig: undefined,
  }),
  controlCase("lambda-runtime", "AwsSolutions-L1", "fn", { runtime: "nodejs18.x" }),
  {
    rule: "lambda-vpc-zones",
    ids: ["Lambda.5"],
    fails: changedStack("fn", { set: { vpcConfig: { subnetIds: ["subnet-1"] } } }),
    passes: changedStack("fn", { set: { vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] } } }),
  },
  controlCase("api-domain-tls", "APIGateway.11", "domain", { securityPolicy: "TLS_1_0" }),
  {
    rule: "cognito-mfa",
    ids: ["Cognito.5"],
    fails: changedStack("users", { set: { mfaConfiguration: "OFF" } }),
    passes: changedStack("users", { set: { mfaConfiguration: "ON" } }),
  },
  {
    rule: "cognito-threat-protection",
    ids: ["Cognito.4"],
    fails: customAuthentication("AUDIT"),
    passes: customAuthentication("ENFORCED"),
  },
  {
    rule: "cognito-deletion-protection",
    ids: ["Cognito.6"],
    fails: productionUsers("INACTIVE"),
    passes: productionUsers("ACTIVE"),
  },
  {
    rule: "lambda-foreign-layers",
    ids: ["awslambda_function_using_cross_account_layers"],
    fails: changedStack("fn", { set: layerOf("999999999999") }),
    passes: changedStack("fn", { set: layerOf(ACCOUNT) }),
  },
  { rule: "s3-account-public-access", ids: ["S3.1"], fails: block(false), passes: block(true) },
  {
    rule: "s3-foreign-accounts",
    ids: ["S3.6"],
    fails: changedStack("bucket", { set: bucketPolicy("999999999999"), and: [other] }),
    passes: changedStack("bucket", { set: bucketPolicy(ACCOUNT), and: [other] }),
  },
  controlCase("secrets-rotation", "SecretsManager.4", "secret", {
    "rotation#rotationRules": { automaticallyAfterDays: 365 },
  }),
  controlCase("sfn-logging", "AwsSolutions-SF1", "machine", { "loggingConfiguration.level": "OFF" }),
  controlCase("sfn-logging", "CKV_AWS_285", "machine", { loggingConfiguration: undefined }),
  {
    rule: "sns-dead-letters",
    ids: ["Serverless-SNSRedrivePolicy"],
    fails: subscription(),
    passes: subscription("{}"),
  },
  {
    rule: "ssm-document-private",
    ids: ["SSM.7"],
    fails: changedStack("document", { set: { "sharing#settingValue": "Enable" } }),
    passes: compliantStack("document"),
  },
  controlCase("ssm-secure-string", "CKV2_AWS_34", "parameter", { type: "String" }),
];
