import { ACCOUNT, compliantStack } from "../support/compliant-stacks";
import { documentOf } from "../support/documents";
import { resource, type AnalyzedResource } from "../support/stack-fixture";
import { controlCase, type ControlCase } from "./control-case";

const inline = (statement: object) => ({ "policy#policy": documentOf({ Effect: "Allow", ...statement }) });
const managed = (statement: object): AnalyzedResource[] => [
  resource("aws:iam/policy:Policy", "managed", { policy: documentOf({ Effect: "Allow", ...statement }) }),
];
const scoped = managed({ Action: "kms:Decrypt", Resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` });
const attaching = (policyArn: string) => ({
  and: [resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", { role: "images", policyArn })],
});
const ADMINISTRATOR = attaching("arn:aws:iam::aws:policy/AdministratorAccess");
const admin = { Action: "*", Resource: "*" };
const everyBucket = { Action: "s3:GetObject", Resource: "*" };

/** Controls of functions, state machines, logs, images, secrets and IAM. */
export const computeCases: readonly ControlCase[] = [
  controlCase("alarm-actions", "NIST.800.53.R5-CloudWatchAlarmAction", "alarm", { alarmActions: [] }),
  controlCase("alarm-actions", "CKV_AWS_319", "alarm", { actionsEnabled: false }),
  controlCase("ecr-encryption", "CKV_AWS_136", "repository", {
    encryptionConfigurations: [{ encryptionType: "AES256" }],
  }),
  controlCase("ecr-immutable-tags", "ECR.2, CKV_AWS_51", "repository", { imageTagMutability: "MUTABLE" }),
  controlCase("ecr-lifecycle", "ECR.3", "repository", {}, { without: ["lifecycle"] }),
  controlCase("ecr-scan", "ECR.1, CKV_AWS_163", "repository", { "imageScanningConfiguration.scanOnPush": false }),
  {
    rule: "iam-no-admin",
    ids: ["IAM.1", "CIS 1.15", "CKV_AWS_62"],
    fails: managed(admin),
    passes: scoped,
  },
  controlCase("iam-no-escalation", "CKV_AWS_286", "role", inline({ Action: "iam:CreatePolicyVersion", Resource: "*" })),
  controlCase("iam-no-escalation", "CKV_AWS_289", "role", inline({ Action: "iam:AttachRolePolicy", Resource: "*" })),
  controlCase("iam-no-managed-full-access", "AwsSolutions-IAM4, CKV_AWS_274", "role", {}, ADMINISTRATOR),
  controlCase(
    "iam-no-managed-full-access",
    "CKV2_AWS_56",
    "role",
    {},
    attaching("arn:aws:iam::aws:policy/IAMFullAccess"),
  ),
  {
    rule: "iam-no-service-wildcard",
    ids: ["IAM.21"],
    fails: managed({ Action: "dynamodb:*", Resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/images` }),
    passes: scoped,
  },
  controlCase("iam-resource-scoped", "CKV_AWS_355, CKV_AWS_288", "role", inline(everyBucket)),
  controlCase("iam-resource-scoped", "CKV_AWS_290", "role", inline({ Action: "s3:PutObject", Resource: "*" })),
  controlCase("iam-trust-scoped", "CKV_AWS_60", "role", {
    assumeRolePolicy: documentOf({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
  }),
  {
    rule: "iam-user-no-policies",
    ids: ["IAM.2", "CIS 1.14", "CKV_AWS_40"],
    fails: [resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "own", { user: "ann", policyArn: "x" })],
    passes: [resource("aws:iam/policyAttachment:PolicyAttachment", "own", { groups: ["dev"], policyArn: "x" })],
  },
  {
    rule: "kms-decrypt-scoped",
    ids: ["KMS.1"],
    fails: managed({ Action: "kms:Decrypt", Resource: "*" }),
    passes: scoped,
  },
  controlCase("kms-decrypt-scoped", "KMS.2", "role", inline({ Action: "kms:ReEncryptFrom", Resource: "*" })),
  controlCase("lambda-concurrency", "NIST.800.53.R5-LambdaConcurrency, CKV_AWS_115", "fn", {
    reservedConcurrentExecutions: undefined,
  }),
  controlCase("lambda-environment", "CKV_AWS_45", "fn", {
    "environment.variables.KEY": "AKIAIOSFODNN7EXAMPLE",
    "environment.variables.AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  }),
  controlCase("lambda-explicit-sizing", "Serverless-LambdaDefaultMemorySize", "fn", { memorySize: undefined }),
  controlCase("lambda-explicit-sizing", "Serverless-LambdaDefaultTimeout", "fn", { timeout: undefined }),
  controlCase("lambda-permission-scoped", "Lambda.1, CKV_AWS_301", "fn", { "permission#principal": "*" }),
  controlCase("lambda-permission-scoped", "CKV_AWS_364", "fn", {
    "permission#sourceArn": undefined,
    "permission#sourceAccount": undefined,
  }),
  controlCase("lambda-runtime", "Lambda.2, CKV_AWS_363", "fn", { runtime: "nodejs16.x" }),
  controlCase("lambda-tracing", "Serverless-LambdaTracing, CKV_AWS_50", "fn", { tracingConfig: undefined }),
  controlCase("lambda-url-auth", "CKV_AWS_258", "fn", {
    "url#authorizationType": "NONE",
  }),
  controlCase("logs-encryption", "CKV_AWS_158", "logs", { kmsKeyId: undefined }),
  controlCase("logs-retention", "NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod, CKV_AWS_66", "logs", {
    retentionInDays: undefined,
  }),
  controlCase("secrets-encryption", "CKV_AWS_149", "secret", { kmsKeyId: undefined }),
  controlCase(
    "secrets-rotation",
    "SecretsManager.1, AwsSolutions-SMG4, CKV2_AWS_57",
    "secret",
    {},
    { without: ["rotation"] },
  ),
  controlCase("secrets-rotation", "CKV_AWS_304", "secret", {
    "rotation#rotationRules": { automaticallyAfterDays: 91 },
  }),
  controlCase("sfn-logging", "StepFunctions.1", "machine", { "loggingConfiguration.level": "OFF" }),
  controlCase("sfn-tracing", "AwsSolutions-SF2, CKV_AWS_284", "machine", { "tracingConfiguration.enabled": false }),
  {
    rule: "ssm-document-private",
    ids: ["SSM.4"],
    fails: [resource("aws:ssm/document:Document", "document", { permissions: { type: "Share", accountIds: "All" } })],
    passes: compliantStack("document"),
  },
];
