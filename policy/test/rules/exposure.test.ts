import { apiPrivateIntegrationTls } from "../../src/rules/api-gateway/api-private-integration-tls";
import { cloudfrontKeyGroups } from "../../src/rules/cloudfront/cloudfront-key-groups";
import { iamNoAccessKeys } from "../../src/rules/iam/iam-no-access-keys";
import { firehoseEncrypted } from "../../src/rules/kinesis/firehose-encrypted";
import { kmsLockoutCheck } from "../../src/rules/kms/kms-lockout-check";
import { lambdaForeignLayers } from "../../src/rules/lambda/lambda-foreign-layers";
import { s3ObjectAcl } from "../../src/rules/s3/s3-object-acl";
import { snsSubscriptionTls } from "../../src/rules/sns/sns-subscription-tls";
import { plaintextSecrets } from "../../src/rules/stack/plaintext-secrets";
import { ACCOUNT, changedStack, EU } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const one = (type: string, name: string) => (properties: Record<string, unknown>) => ({
  stack: [resource(type, name, properties)],
});

describe("rules about what leaves a service unprotected", () => {
  const link = (set: Record<string, unknown>) => ({ stack: changedStack("private", { set }) });
  const described = (integration: object) =>
    one(
      "aws:apigatewayv2/api:Api",
      "api",
    )({
      body: JSON.stringify({ paths: { "/a": { get: { "x-amazon-apigateway-integration": integration } } } }),
    });
  describeRule(apiPrivateIntegrationTls, {
    passes: {
      "a private integration with a name to verify": link({}),
      "an integration over the internet": link({ connectionType: "INTERNET", tlsConfig: undefined }),
      "no connection type": link({ connectionType: undefined, tlsConfig: undefined }),
      "a document with a name to verify": described({
        connectionType: "VPC_LINK",
        tlsConfig: { serverNameToVerify: "a" },
      }),
    },
    violates: {
      "a private integration without TLS": {
        ...link({ tlsConfig: undefined }),
        findings: { private: "calls the private integration without TLS" },
      },
      "a document without TLS": {
        ...described({ connectionType: "VPC_LINK" }),
        findings: { api: "calls the private integration of GET /a without TLS" },
      },
    },
    pending: { "the connection": { ...link({ connectionType: UNKNOWN }), unknownPath: "connectionType" } },
  });

  const cdn = (set: Record<string, unknown>) => ({ stack: changedStack("cdn", { set }) });
  const SIGNERS = "trusts signers with keys of the root user for";
  describeRule(cloudfrontKeyGroups, {
    passes: {
      "no signed URLs": cdn({}),
      "no signers": cdn({ "defaultCacheBehavior.trustedSigners": [] }),
      "key groups": cdn({ "defaultCacheBehavior.trustedKeyGroups": ["group1"] }),
    },
    violates: {
      "signers of the default behavior": {
        ...cdn({ "defaultCacheBehavior.trustedSigners": ["self"] }),
        findings: { cdn: `${SIGNERS} its default behavior` },
      },
      "signers of a path": {
        ...cdn({ "orderedCacheBehaviors.0.trustedSigners": ["self"] }),
        findings: { cdn: `${SIGNERS} "/api/*"` },
      },
    },
    pending: {
      "the signers": {
        ...cdn({ "defaultCacheBehavior.trustedSigners": UNKNOWN }),
        unknownPath: "defaultCacheBehavior.trustedSigners",
      },
    },
  });

  const accessKey = one("aws:iam/accessKey:AccessKey", "access");
  describeRule(iamNoAccessKeys, {
    passes: {},
    violates: {
      "an access key": {
        ...accessKey({ user: "ann" }),
        findings: { access: "is a credential without an end" },
        compliant: [resource("aws:iam/user:User", "ann", { name: "ann" })],
      },
    },
    pending: {},
  });

  const firehose = one("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "records");
  describeRule(firehoseEncrypted, {
    passes: {
      "an encrypted stream": firehose({ serverSideEncryption: { enabled: true } }),
      "a stream that reads from Kinesis": firehose({ kinesisSourceConfiguration: { roleArn: "arn:x" } }),
      "a stream that reads from Kafka": firehose({ mskSourceConfiguration: { topicName: "x" } }),
    },
    violates: {
      "nothing stated": { ...firehose({}), findings: { records: "is not encrypted" } },
      "no encryption": {
        ...firehose({ serverSideEncryption: { enabled: false } }),
        findings: { records: "is not encrypted" },
      },
    },
    pending: {
      "the setting": { ...firehose({ serverSideEncryption: UNKNOWN }), unknownPath: "serverSideEncryption" },
    },
  });

  const key = one("aws:kms/key:Key", "key");
  describeRule(kmsLockoutCheck, {
    passes: {
      "a key": key({}),
      "a key with the check": key({ bypassPolicyLockoutSafetyCheck: false }),
      "a key policy": one("aws:kms/keyPolicy:KeyPolicy", "policy")({ keyId: "a" }),
    },
    violates: {
      "a key without the check": {
        ...key({ bypassPolicyLockoutSafetyCheck: true }),
        findings: { key: "bypasses the check of its policy" },
      },
      "a key policy without the check": {
        ...one("aws:kms/keyPolicy:KeyPolicy", "policy")({ keyId: "b", bypassPolicyLockoutSafetyCheck: true }),
        findings: { policy: "bypasses the check of its policy" },
      },
    },
    pending: {
      "the setting": {
        ...key({ bypassPolicyLockoutSafetyCheck: UNKNOWN }),
        unknownPath: "bypassPolicyLockoutSafetyCheck",
      },
    },
  });

  const layer = (account: string) => `arn:aws:lambda:eu-west-1:${account}:layer:images:3`;
  const fn = (layers: unknown, arn: unknown = `arn:aws:lambda:${EU}:function:process`) =>
    one("aws:lambda/function:Function", "fn")({ arn, layers });
  describeRule(lambdaForeignLayers, {
    passes: {
      "no layers": fn(undefined),
      "a layer of the account": fn([layer(ACCOUNT)]),
      "a layer of AWS": fn([layer("017000801446")]),
      "a layer of another account, where the own account is unknown": fn([layer("999999999999")], null),
      "a layer of an account in the settings": {
        ...fn([layer("999999999999")]),
        settings: { accounts: ["999999999999"] },
      },
      "a layer of the same stack": {
        stack: [
          resource(
            "aws:lambda/function:Function",
            "fn",
            { arn: `arn:aws:lambda:${EU}:function:process`, layers: [UNKNOWN] },
            { from: { layers: resource("aws:lambda/layerVersion:LayerVersion", "layer", { arn: UNKNOWN }) } },
          ),
          resource("aws:lambda/layerVersion:LayerVersion", "layer", { arn: UNKNOWN }),
        ],
      },
    },
    violates: {
      "a layer of another account": {
        ...fn([layer(ACCOUNT), layer("999999999999")]),
        findings: { fn: "uses a layer of the account 999999999999" },
      },
    },
    pending: {},
  });

  const object = one("aws:s3/bucketObjectv2:BucketObjectv2", "page");
  describeRule(s3ObjectAcl, {
    passes: {
      "no ACL": object({ key: "index.html" }),
      "a private ACL": object({ key: "index.html", acl: "private" }),
      "the owner's ACL": object({ key: "index.html", acl: "bucket-owner-full-control" }),
      "a copy without an ACL": one("aws:s3/objectCopy:ObjectCopy", "copy")({ key: "a" }),
    },
    violates: {
      "an object that anyone can read": {
        ...object({ key: "index.html", acl: "public-read" }),
        findings: { page: 'has the public ACL "public-read"' },
      },
      "an object that every AWS user can read": {
        ...object({ key: "index.html", acl: "authenticated-read" }),
        findings: { page: 'has the public ACL "authenticated-read"' },
      },
      "a copy that anyone can write": {
        ...one("aws:s3/objectCopy:ObjectCopy", "copy")({ key: "b", acl: "public-read-write" }),
        findings: { copy: 'has the public ACL "public-read-write"' },
      },
    },
    pending: { "the ACL": { ...object({ key: "index.html", acl: UNKNOWN }), unknownPath: "acl" } },
  });

  const subscription = one("aws:sns/topicSubscription:TopicSubscription", "subscription");
  describeRule(snsSubscriptionTls, {
    passes: { HTTPS: subscription({ protocol: "https" }), "a queue": subscription({ protocol: "sqs" }) },
    violates: {
      HTTP: { ...subscription({ protocol: "http" }), findings: { subscription: "delivers messages over HTTP" } },
    },
    pending: { "the protocol": { ...subscription({ protocol: UNKNOWN }), unknownPath: "protocol" } },
  });
});

describe("plaintext secrets", () => {
  const PASSWORD = "correct-horse-battery";
  const NAMED = "has a value that looks like a secret by its name in its";
  const machine = (definition: unknown) =>
    one(
      "aws:sfn/stateMachine:StateMachine",
      "machine",
    )({
      definition: typeof definition === "string" ? definition : JSON.stringify(definition),
    });
  const task = (parameters: object) =>
    machine({ StartAt: "A", States: { A: { Type: "Task", Parameters: parameters } } });
  const target = (properties: Record<string, unknown>) =>
    one("aws:cloudwatch/eventTarget:EventTarget", "target")(properties);
  const pipe = (properties: Record<string, unknown>) => one("aws:pipes/pipe:Pipe", "pipe")(properties);
  const headers = (headerParameters: unknown) => ({ httpParameters: { headerParameters } });
  describeRule(plaintextSecrets, {
    passes: {
      "a definition without secrets": task({ TableName: "images", Key: { id: { "S.$": "$.id" } } }),
      "secrets that the execution passes on": task({
        "Password.$": "$.credentials.password1",
        "Token.$": "$$.Task.Token",
      }),
      "secrets by JSONata": task({ Password: "{% $states.input.credentials.password1 %}" }),
      "a reference to a secret": task({ SecretId: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" }),
      "a stage variable": one("aws:apigateway/stage:Stage", "stage")({ variables: { alias: "live" } }),
      "a stage of an HTTP API": one("aws:apigatewayv2/stage:Stage", "stage")({ stageVariables: { alias: "live" } }),
      "a document": one("aws:ssm/document:Document", "document")({ content: "mainSteps:\n- action: aws:sleep" }),
      "a schedule": one("aws:scheduler/schedule:Schedule", "schedule")({ target: { input: "{}" } }),
      "a target's constant input": target({ input: JSON.stringify({ kind: "sweep" }) }),
      "a pipe": pipe({ enrichmentParameters: headers({ Accept: "application/json" }) }),
    },
    violates: {
      "a password in a definition": {
        ...task({ Password: PASSWORD }),
        findings: { machine: `${NAMED} definition (Password)` },
        ids: ["definition/Password"],
      },
      "a token inside of a string of a definition": {
        ...task({ Command: ["sh", "-c", `export GITHUB_TOKEN=ghp_${"a1".repeat(18)}; run`] }),
        findings: { machine: "has a GitHub token in its definition (Command)" },
      },
      "a password in a command": {
        ...one(
          "aws:ssm/document:Document",
          "document",
        )({
          content: `mainSteps:\n- inputs:\n    runCommand:\n    - 'export DB_PASSWORD="${PASSWORD}"'`,
        }),
        findings: { document: `${NAMED} content (DB_PASSWORD)` },
      },
      "a password in a stage variable": {
        ...one("aws:apigateway/stage:Stage", "stage")({ variables: { dbPassword: PASSWORD } }),
        findings: { stage: `${NAMED} stage variables (dbPassword)` },
      },
      "a password in a stage variable of an HTTP API": {
        ...one("aws:apigatewayv2/stage:Stage", "stage")({ stageVariables: { dbPassword: PASSWORD } }),
        findings: { stage: `${NAMED} stage variables (dbPassword)` },
      },
      "a password in a schedule": {
        ...one(
          "aws:scheduler/schedule:Schedule",
          "schedule",
        )({
          target: { input: JSON.stringify({ db: { password: PASSWORD } }) },
        }),
        findings: { schedule: `${NAMED} input (password)` },
      },
      "a key in a target's headers": {
        ...target({ input: "{}", httpTarget: { headerParameters: { "x-api-key": "f3a8c1d9b2e7460f" } } }),
        findings: { target: `${NAMED} headers (x-api-key)` },
      },
      "a key in a target's input": {
        ...target({ input: JSON.stringify({ apiKey: "f3a8c1d9b2e7460f" }) }),
        findings: { target: `${NAMED} input (apiKey)` },
      },
      "a token in a pipe's enrichment": {
        ...pipe({ enrichmentParameters: headers({ Authorization: `Bearer ${"a1b2".repeat(6)}` }) }),
        findings: { pipe: "has an authorization header in its headers of the enrichment (Authorization)" },
      },
      "a token in a pipe's target": {
        ...pipe({ enrichmentParameters: {}, targetParameters: headers({ "x-api-key": "f3a8c1d9b2e7460f" }) }),
        findings: { pipe: `${NAMED} headers of the target (x-api-key)` },
      },
    },
    pending: {
      "a definition": {
        ...one("aws:sfn/stateMachine:StateMachine", "machine")({ definition: UNKNOWN }),
        unknownPath: "definition",
      },
      "a stage variable": {
        ...one("aws:apigateway/stage:Stage", "stage")({ variables: { alias: UNKNOWN } }),
        unknownPath: "variables",
      },
    },
  });
});
