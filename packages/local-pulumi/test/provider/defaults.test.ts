import { expect } from "chai";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findType, knownTokens } from "../../src/provider/registry";
import { code, fn, table, types } from "../support/cloud/inputs";
import { ProviderDriver, secretOnWire, UNKNOWN_ON_WIRE, type Bag } from "../support/cloud/provider";
import { trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const PACKAGE = dirname(require.resolve("@pulumi/aws/package.json"));
const ARN = "arn:aws:iam::000000000000:role/r";

/** Inputs of a type, and the defaults that the schema of the Terraform provider has for what they leave out. */
const cases: readonly (readonly [token: string, inputs: Bag, defaults: Bag])[] = [
  [types.bucket, { bucket: "given" }, { forceDestroy: false }],
  [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    { bucket: "b", blockPublicAcls: true },
    { blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
  ],
  ["aws:s3/bucketVersioning:BucketVersioning", { bucket: "b", versioningConfiguration: { status: "Enabled" } }, {}],
  [types.notification, { bucket: "b" }, { eventbridge: false }],
  [
    types.fn,
    fn,
    {
      ...{ memorySize: 128, packageType: "Zip", publish: false },
      ...{ reservedConcurrentExecutions: -1, skipDestroy: false, timeout: 3 },
    },
  ],
  [types.layer, { layerName: "l", code }, { skipDestroy: false }],
  ["aws:lambda/alias:Alias", { name: "a", functionName: "f", functionVersion: "1" }, {}],
  ["aws:codedeploy/application:Application", { name: "a", computePlatform: "Lambda" }, {}],
  [
    "aws:codedeploy/deploymentGroup:DeploymentGroup",
    {
      ...{ appName: "a", deploymentGroupName: "g", serviceRoleArn: ARN },
      deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce",
      deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
    },
    { outdatedInstancesStrategy: "UPDATE" },
  ],
  [
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    { eventSourceArn: "arn:aws:sqs:us-east-1:000000000000:q", functionName: "f" },
    { enabled: true },
  ],
  [types.invokeConfig, { functionName: "f" }, { maximumRetryAttempts: 2 }],
  [types.permission, { action: "lambda:InvokeFunction", function: "f", principal: "p", statementId: "s" }, {}],
  [types.table, { ...table, name: "tab" }, { billingMode: "PROVISIONED", tableClass: "STANDARD" }],
  [
    types.role,
    { assumeRolePolicy: trust(), name: "r" },
    { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  ],
  [
    types.queue,
    { name: "q" },
    {
      ...{ contentBasedDeduplication: false, delaySeconds: 0, fifoQueue: false, maxMessageSize: 262_144 },
      ...{ messageRetentionSeconds: 345_600, receiveWaitTimeSeconds: 0, visibilityTimeoutSeconds: 30 },
    },
  ],
  ["aws:sns/topic:Topic", { name: "t" }, { contentBasedDeduplication: false, fifoTopic: false }],
  [
    types.subscription,
    { protocol: "sqs", endpoint: "q", topic: "arn:aws:sns:us-east-1:000000000000:t" },
    { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
  ],
  [
    types.key,
    {},
    {
      ...{ bypassPolicyLockoutSafetyCheck: false, customerMasterKeySpec: "SYMMETRIC_DEFAULT" },
      ...{ enableKeyRotation: false, isEnabled: true, keyUsage: "ENCRYPT_DECRYPT" },
    },
  ],
  [types.logGroup, { name: "g" }, { retentionInDays: 0, skipDestroy: false }],
  [types.machine, { name: "m", definition: "{}", roleArn: ARN }, { publish: false, type: "STANDARD" }],
  [types.rule, { name: "r", eventPattern: '{"source":["a"]}' }, { eventBusName: "default", forceDestroy: false }],
  [types.target, { arn: ARN, rule: "r", targetId: "t" }, { eventBusName: "default", forceDestroy: false }],
  [
    types.alarm,
    {
      ...{ name: "a", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1 },
      ...{ metricName: "Errors", namespace: "AWS/Lambda", period: 60, statistic: "Sum" },
    },
    { actionsEnabled: true, treatMissingData: "missing" },
  ],
  [types.apiKey, { name: "k" }, { description: "Managed by Pulumi", enabled: true }],
  ["aws:apigateway/restApi:RestApi", { name: "a" }, { putRestApiMode: "overwrite" }],
  [
    "aws:apigateway/integration:Integration",
    { restApi: "a", resourceId: "r", httpMethod: "GET", type: "MOCK" },
    { connectionType: "INTERNET", timeoutMilliseconds: 29_000 },
  ],
  [
    types.method,
    { restApi: "a", resourceId: "r", httpMethod: "GET", authorization: "NONE" },
    { apiKeyRequired: false },
  ],
  [
    "aws:apigateway/requestValidator:RequestValidator",
    { restApi: "a", name: "v" },
    { validateRequestBody: false, validateRequestParameters: false },
  ],
  ["aws:apigateway/stage:Stage", { restApi: "a", deployment: "d", stageName: "s" }, {}],
];

/** Inputs of a type whose blocks have defaults of their own. */
const blocks: readonly (readonly [token: string, block: string, given: unknown, completed: unknown])[] = [
  [types.table, "ttl", { attributeName: "t" }, { attributeName: "t", enabled: false }],
  [
    types.fn,
    "loggingConfig",
    { logFormat: "JSON" },
    { logFormat: "JSON", applicationLogLevel: "", systemLogLevel: "" },
  ],
  [
    "aws:apigateway/methodSettings:MethodSettings",
    "settings",
    { loggingLevel: "INFO" },
    { loggingLevel: "INFO", throttlingBurstLimit: -1, throttlingRateLimit: -1 },
  ],
  ["aws:apigateway/usagePlan:UsagePlan", "throttleSettings", { rateLimit: 1 }, { rateLimit: 1, burstLimit: 0 }],
  [
    "aws:apigateway/usagePlan:UsagePlan",
    "quotaSettings",
    { limit: 1, period: "DAY" },
    { limit: 1, period: "DAY", offset: 0 },
  ],
];

describe("what a check fills in", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  for (const [token, inputs, defaults] of cases) {
    it(`the defaults of the schema, and no more: ${token}`, async () => {
      const checked = await driver.checked(token, "thing", inputs);
      const { __defaults: noted, region, tagsAll, ...rest } = checked;
      expect(rest).to.deep.equal({ ...inputs, ...defaults });
      expect(noted).to.deep.equal(Object.keys(defaults).sort());
      expect(region).to.equal(token.startsWith("aws:iam/") ? undefined : "us-east-1");
      expect(tagsAll).to.deep.equal(findType(token)?.tagged === true ? {} : undefined);
    });
  }

  for (const [token, block, given, completed] of blocks) {
    it(`the defaults of a block that is there: ${token} ${block}`, async () => {
      const { provider } = driver;
      const checked = async (value: unknown) =>
        ((await provider.check(driver.urn(token, "thing"), {}, { [block]: value })).inputs as Bag)[block];
      expect(await checked(given)).to.deep.equal(completed);
      expect(await checked(secretOnWire(given))).to.deep.equal(secretOnWire(completed));
      expect(await checked(UNKNOWN_ON_WIRE)).to.equal(UNKNOWN_ON_WIRE);
      expect(await checked(undefined)).to.equal(undefined);
    });
  }

  it("the defaults of objects in a list", async () => {
    const queries = [
      { id: "a", expression: "b" },
      { id: "b", returnData: true },
    ];
    const inputs = { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1 };
    const checked = await driver.checked(types.alarm, "a", { ...inputs, metricQueries: queries });
    expect(checked["metricQueries"]).to.deep.equal([{ ...queries[0], returnData: false }, queries[1]]);
  });

  it("nothing for what is given, unknown values included", async () => {
    const given = { name: "f", memorySize: UNKNOWN_ON_WIRE, timeout: secretOnWire(10), publish: false };
    const checked = await driver.checked(types.fn, "f", { ...fn, ...given });
    expect(checked).to.deep.include(given);
    expect(checked["__defaults"]).to.not.include.members(["memorySize", "timeout", "publish"]);
  });

  it("a default of the last run, as it was", async () => {
    const old = { ...(await driver.checked(types.queue, "q", {})), visibilityTimeoutSeconds: 31 };
    expect(await driver.checked(types.queue, "q", {}, old)).to.deep.equal(old);
    const stated = await driver.checked(types.queue, "q", {}, { ...old, __defaults: ["name"] });
    expect(stated).to.include({ visibilityTimeoutSeconds: 30 });
  });

  it("all tags, the provider's default ones included", async () => {
    const tagged = new ProviderDriver(suite());
    await tagged.provider.configure({ defaultTags: { tags: { project: "p", stage: "dev" } } });
    const tagsAll = async (tags: unknown) => (await tagged.checked(types.queue, "q", { tags }))["tagsAll"];
    expect(await tagsAll({ stage: "prod" })).to.deep.equal({ project: "p", stage: "prod" });
    expect(await tagsAll(undefined)).to.deep.equal({ project: "p", stage: "dev" });
    expect(await tagsAll({ stage: UNKNOWN_ON_WIRE })).to.equal(UNKNOWN_ON_WIRE);
  });

  it("the mark of a secret where the schema has one", async () => {
    const value = "x".repeat(20);
    expect((await driver.checked(types.apiKey, "k", { value }))["value"]).to.deep.equal(secretOnWire(value));
    expect(await driver.checked(types.apiKey, "k", {})).to.not.have.property("value");
  });

  it("no output: what it notes for itself is in none", async () => {
    const made = await driver.create(types.queue, "noted", {});
    expect(made.inputs).to.have.property("__defaults");
    expect(made.outs).to.not.have.property("__defaults");
    expect(await driver.plan(made, {})).to.equal("same");
  });

  for (const token of knownTokens()) {
    it(`a region where the package takes one: ${token}`, () => {
      const [, folder = "", file = "", name = ""] = /^aws:(\w+)\/(\w+):(\w+)$/.exec(token) ?? [];
      const text = readFileSync(join(PACKAGE, folder.toLowerCase(), `${file}.d.ts`), "utf8");
      const args = text.slice(text.indexOf(`interface ${name}Args {`));
      expect(/^ {4}region\?:/m.test(args)).to.equal(!/^aws:(iam|cloudfront)\//.test(token));
    });
  }
});

describe("values of a near type", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  const checked = async (token: string, inputs: Bag) => {
    const result = await driver.provider.check(driver.urn(token, "thing"), {}, inputs);
    return { completed: result.inputs as Bag, failures: result.failures, warnings: result.warnings };
  };

  it("become what the schema declares", async () => {
    const tags = { count: 1, last: true, hidden: secretOnWire(2) };
    const { completed, failures, warnings } = await checked(types.fn, {
      ...{ ...fn, memorySize: "256", publish: "false", tags },
    });
    expect(failures).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(completed).to.deep.include({
      ...{ memorySize: 256, publish: false },
      tags: { count: "1", last: "true", hidden: secretOnWire("2") },
    });
  });

  it("are warned of where a list or an object is meant", async () => {
    const { completed, failures, warnings } = await checked(types.fn, {
      ...fn,
      architectures: "arm64",
      environment: [{ variables: { AB: "c" } }],
      ephemeralStorage: [],
    });
    expect(failures).to.deep.equal([]);
    expect(completed).to.deep.include({ architectures: ["arm64"], environment: { variables: { AB: "c" } } });
    expect(completed).to.not.have.property("ephemeralStorage");
    expect(warnings).to.deep.equal([
      'Type checking failed: unexpected type at field "architectures": expected array type, got string type',
      'Type checking failed: unexpected type at field "environment": expected object type, got array type',
      'Type checking failed: unexpected type at field "ephemeralStorage": expected object type, got array type',
    ]);
  });

  it("of which there is none are refused", async () => {
    const reasons = async (inputs: Bag) =>
      ((await checked(types.fn, { ...fn, ...inputs })).failures ?? []).map((f) => f.reason);
    expect(await reasons({ memorySize: "much" })).to.deep.equal(["expected a number, got string"]);
    expect(await reasons({ publish: "no" })).to.deep.equal(["expected true or false, got string"]);
    expect(await reasons({ description: {} })).to.deep.equal(["expected a string, got an object"]);
    expect(await reasons({ environment: [{}, {}] })).to.deep.equal(["expected an object, got a list"]);
  });
});
