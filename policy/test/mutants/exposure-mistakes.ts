import { EU } from "../support/compliant-stacks";
import { resource } from "../support/stack-fixture";
import { mistake, type ServiceCase } from "./service-case";

const SIGNERS = "cdn trusts signers with keys of the root user for";
const NAMED = "has a value that looks like a secret by its name in its";
const PASSWORD = "correct-horse-battery";
const layer = (account: string) => `arn:aws:lambda:eu-west-1:${account}:layer:images:3`;
const more = (type: string, properties: object) => ({
  and: [resource(type, "more", { ...properties })],
});
const definition = (parameters: object) => ({
  definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Task", Parameters: parameters, End: true } } }),
});
const IMPLICIT = "client allows the implicit grant";

/** Mistakes that the lists of Prowler and Checkov name: identities, credentials in texts, and ways past TLS. */
export const exposureMistakes: readonly ServiceCase[] = [
  mistake(
    "users",
    "threat protection that only audits",
    { "userPoolAddOns.advancedSecurityMode": "AUDIT" },
    "cognito-threat-protection",
    "users does not enforce threat protection of its sign-in",
  ),
  mistake(
    "users",
    "custom authentication without threat protection",
    { lambdaConfig: { defineAuthChallenge: "arn:aws:lambda:x" } },
    "cognito-threat-protection",
    "users does not enforce threat protection of custom authentication",
  ),
  mistake(
    "users",
    "a production pool that can be deleted",
    { deletionProtection: "INACTIVE", tags: { Stage: "production" } },
    "cognito-deletion-protection",
    "users has no deletion protection in production",
  ),
  mistake(
    "client",
    "an error of its own for unknown users",
    { preventUserExistenceErrors: "LEGACY" },
    "cognito-user-existence",
    "client answers unknown users with an error of their own",
  ),
  mistake("client", "tokens in the URL", { allowedOauthFlows: ["implicit"] }, "cognito-client-tokens", IMPLICIT),
  mistake(
    "client",
    "tokens in the URL beside codes",
    { allowedOauthFlows: ["code", "implicit"] },
    "cognito-client-tokens",
    IMPLICIT,
  ),
  mistake(
    "client",
    "refresh tokens that stay valid after sign-out",
    { enableTokenRevocation: false },
    "cognito-client-tokens",
    "client cannot revoke its tokens",
  ),
  mistake(
    "fn",
    "a layer of an unknown account",
    { layers: [layer("999999999999")] },
    "lambda-foreign-layers",
    "fn uses a layer of the account 999999999999",
  ),
  mistake(
    "fn",
    "a layer of an unknown account beside one of AWS",
    { layers: [layer("017000801446"), layer("888888888888")] },
    "lambda-foreign-layers",
    "fn uses a layer of the account 888888888888",
  ),
  mistake(
    "machine",
    "a password in a state",
    definition({ Password: PASSWORD }),
    "plaintext-secrets",
    `machine ${NAMED} definition (Password)`,
  ),
  mistake(
    "machine",
    "a key in the arguments of JSONata",
    {
      definition: JSON.stringify({
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: { A: { Type: "Task", Arguments: { Headers: { "x-api-key": "f3a8c1d9b2e7460f" } }, End: true } },
      }),
    },
    "plaintext-secrets",
    `machine ${NAMED} definition (x-api-key)`,
  ),
  mistake(
    "document",
    "an AWS key in a command",
    {
      content: `mainSteps:\n- inputs:\n    runCommand:\n    - export AWS_ACCESS_KEY_ID=AKIA${"IOSFODNN7EXAMPLE".slice(0, 16)}`,
    },
    "plaintext-secrets",
    "document has an AWS access key in its content",
  ),
  mistake(
    "document",
    "a password in JSON",
    { content: JSON.stringify({ schemaVersion: "2.2", mainSteps: [{ inputs: { Password: PASSWORD } }] }) },
    "plaintext-secrets",
    `document ${NAMED} content (Password)`,
  ),
  mistake(
    "stage",
    "a password in a stage variable",
    { variables: { alias: "live", dbPassword: PASSWORD } },
    "plaintext-secrets",
    `stage ${NAMED} stage variables (dbPassword)`,
  ),
  mistake(
    "http",
    "a connection string in a stage variable",
    { "http-stage#stageVariables": { database: `postgres://app:${PASSWORD}@db:5432/app` } },
    "plaintext-secrets",
    "http-stage has a URL with a password in its stage variables (database)",
  ),
  mistake(
    "schedule",
    "a password in a constant input",
    { "target.input": JSON.stringify({ password: PASSWORD }) },
    "plaintext-secrets",
    `schedule ${NAMED} input (password)`,
  ),
  mistake(
    "target",
    "a token in a header",
    { httpTarget: { headerParameters: { Authorization: `Bearer ${"a1b2".repeat(6)}` } } },
    "plaintext-secrets",
    "target has an authorization header in its headers (Authorization)",
  ),
  mistake(
    "pipe",
    "a token in the enrichment",
    { enrichmentParameters: { httpParameters: { headerParameters: { "x-api-key": "f3a8c1d9b2e7460f" } } } },
    "plaintext-secrets",
    `pipe ${NAMED} headers of the enrichment (x-api-key)`,
  ),
  mistake(
    "subscription",
    "messages over HTTP",
    { protocol: "http", endpoint: "http://example.com/messages" },
    "sns-subscription-tls",
    "subscription delivers messages over HTTP",
  ),
  mistake(
    "private",
    "a private integration without TLS",
    { tlsConfig: undefined },
    "api-private-integration-tls",
    "private calls the private integration without TLS",
  ),
  mistake(
    "cdn",
    "signed URLs with keys of the root user",
    { "defaultCacheBehavior.trustedSigners": ["self"] },
    "cloudfront-key-groups",
    `${SIGNERS} its default behavior`,
  ),
  mistake(
    "cdn",
    "signed URLs of one path with keys of another account",
    { "orderedCacheBehaviors.0.trustedSigners": ["999999999999"] },
    "cloudfront-key-groups",
    `${SIGNERS} "/api/*"`,
  ),
  mistake(
    "firehose",
    "records at rest without encryption",
    { serverSideEncryption: { enabled: false } },
    "firehose-encrypted",
    "firehose is not encrypted",
  ),
  mistake(
    "object",
    "a public object",
    { acl: "public-read" },
    "s3-object-acl",
    'object has the public ACL "public-read"',
  ),
  mistake(
    "object",
    "an object that every AWS user reads",
    { acl: "authenticated-read" },
    "s3-object-acl",
    'object has the public ACL "authenticated-read"',
  ),
  mistake(
    "bucket",
    "a public copy of an object",
    {},
    "s3-object-acl",
    'more has the public ACL "public-read-write"',
    more("aws:s3/objectCopy:ObjectCopy", { bucket: "bucket", key: "a", source: "b/a", acl: "public-read-write" }),
  ),
  mistake(
    "key",
    "a key whose policy can lock everyone out",
    { bypassPolicyLockoutSafetyCheck: true },
    "kms-lockout-check",
    "key bypasses the check of its policy",
  ),
  mistake(
    "key",
    "a replica whose policy can lock everyone out",
    {},
    "kms-lockout-check",
    "more bypasses the check of its policy",
    more("aws:kms/replicaKey:ReplicaKey", {
      primaryKeyArn: `arn:aws:kms:${EU}:key/mrk-1`,
      bypassPolicyLockoutSafetyCheck: true,
    }),
  ),
  mistake(
    "role",
    "an access key beside the role",
    {},
    "iam-no-access-keys",
    "more is a credential without an end",
    more("aws:iam/accessKey:AccessKey", { user: "ann" }),
  ),
  mistake(
    "table",
    "a replica without point-in-time recovery",
    { replicas: [{ regionName: "us-east-1" }] },
    "dynamodb-pitr",
    "table has no point-in-time recovery in us-east-1",
  ),
  mistake(
    "table",
    "a separate replica without point-in-time recovery",
    {},
    "dynamodb-pitr",
    "more has no point-in-time recovery",
    more("aws:dynamodb/tableReplica:TableReplica", {
      globalTableArn: `arn:aws:dynamodb:${EU}:table/images`,
      pointInTimeRecovery: false,
    }),
  ),
  mistake(
    "fn",
    "a layer that every account may use",
    {},
    "lambda-permission-scoped",
    'more allows any principal ("*")',
    more("aws:lambda/layerVersionPermission:LayerVersionPermission", {
      layerName: "images",
      versionNumber: 1,
      principal: "*",
      action: "lambda:GetLayerVersion",
    }),
  ),
  mistake(
    "bus",
    "events of every account",
    {},
    "iam-resource-policy-scoped",
    'more allows any principal in statement "all"',
    more("aws:cloudwatch/eventPermission:EventPermission", { principal: "*", statementId: "all" }),
  ),
  mistake(
    "fn",
    "a URL for everybody, permitted by itself",
    {},
    "lambda-permission-scoped",
    'more allows any principal ("*")',
    more("aws:lambda/permission:Permission", {
      function: "process",
      action: "lambda:InvokeFunctionUrl",
      principal: "*",
      functionUrlAuthType: "NONE",
    }),
  ),
  mistake("http", "an integration over HTTP", {}, "api-integration-tls", "more calls its integration without TLS", {
    ...more("aws:apigatewayv2/integration:Integration", {
      apiId: "http1",
      integrationType: "HTTP_PROXY",
      integrationUri: "http://backend.example.com",
    }),
  }),
  mistake(
    "users",
    "temporary passwords for a year",
    { "passwordPolicy.temporaryPasswordValidityDays": 365 },
    "cognito-password-policy",
    "users keeps temporary passwords valid for more than 7 days",
  ),
  mistake(
    "role",
    "administration of a group",
    {},
    "iam-no-managed-full-access",
    "more attaches the AWS managed policy AdministratorAccess",
    more("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", {
      group: "dev",
      policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  ),
  mistake(
    "secret",
    "a secret that every account reads",
    {},
    "iam-resource-policy-scoped",
    "more allows any principal in statement 1",
    more("aws:secretsmanager/secretPolicy:SecretPolicy", {
      secretArn: `arn:aws:secretsmanager:${EU}:secret:db-a1b2c3`,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" }],
      }),
    }),
  ),
  mistake(
    "repository",
    "images that every account pulls",
    {},
    "iam-resource-policy-scoped",
    "more allows any principal in statement 1",
    more("aws:ecr/repositoryPolicy:RepositoryPolicy", {
      repository: "images",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage" }],
      }),
    }),
  ),
];
