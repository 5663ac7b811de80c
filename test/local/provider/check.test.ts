import { expect } from "chai";

import { archiveOnWire, ProviderDriver, secretOnWire, unknownOnWire, type Bag } from "../../support/cloud/provider";
import { policy, trust, useCloud } from "../../support/cloud/use-cloud";

const code = archiveOnWire({ "index.js": "exports.handler = async () => 1;" });
const fn: Bag = {
  name: "fn",
  code,
  handler: "index.handler",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/r",
};
const table: Bag = { hashKey: "id", attributes: [{ name: "id", type: "S" }] };
const lambdaRule = { lambdaFunctionArn: unknownOnWire, events: ["s3:ObjectCreated:*"] };
const lifecycle = (rule: Bag) => ({ bucket: "b", rules: [{ id: "a", status: "Enabled", ...rule }] });

const types = {
  bucket: "aws:s3/bucket:Bucket",
  fn: "aws:lambda/function:Function",
  table: "aws:dynamodb/table:Table",
  notification: "aws:s3/bucketNotification:BucketNotification",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  role: "aws:iam/role:Role",
  queue: "aws:sqs/queue:Queue",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  permission: "aws:lambda/permission:Permission",
  invokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  alias: "aws:kms/alias:Alias",
  layer: "aws:lambda/layerVersion:LayerVersion",
};

/** Inputs that are refused, and the only failure. */
const refused: readonly (readonly [type: keyof typeof types, inputs: Bag, failure: RegExp])[] = [
  ["bucket", { bucket: "Upper" }, /^bucket: it may hold lower-case/],
  ["bucket", { bucket: "ab" }, /^bucket: it must be 3 to 63/],
  ["bucket", { bucket: "192.168.0.1" }, /^bucket: .*IP address/],
  ["bucket", { bucket: "xn--a" }, /^bucket: .*reserved prefix/],
  ["bucket", { bucket: "a-s3alias" }, /^bucket: .*reserved suffix/],
  ["bucket", { bucket: "a..b" }, /^bucket: .*two dots/],
  ["bucket", { bucket: "-ab" }, /^bucket: .*begin and end/],
  ["bucket", { acl: "private" }, /^acl: the embedded run does not support this property$/],
  ["bucket", { bucket: "abc", bucketPrefix: "a" }, /^bucketPrefix: conflicts/],
  ["bucket", { forceDestroy: "yes" }, /^forceDestroy: expected true or false, got string$/],
  ["bucket", { tags: { a: 1 } }, /^tags\.a: expected a string, got number$/],
  ["bucket", { region: "eu-west-1" }, /^region: the embedded run is in us-east-1/],
  ["fn", { ...fn, memorySize: 127 }, /^memorySize: expected 128 to 10240 MB, got 127$/],
  ["fn", { ...fn, memorySize: 10_241 }, /^memorySize: /],
  ["fn", { ...fn, timeout: 0 }, /^timeout: expected 1 to 900 seconds, got 0$/],
  ["fn", { ...fn, timeout: 901 }, /^timeout: /],
  ["fn", { ...fn, runtime: "nodejs20.x" }, /^runtime: .*no longer supported/],
  ["fn", { ...fn, runtime: "python3.13" }, /^runtime: .*no interpreter for python3\.13/],
  ["fn", { ...fn, runtime: "cobol" }, /^runtime: .*not a known runtime/],
  ["fn", { ...fn, environment: { variables: { AWS_REGION: "x" } } }, /^environment: AWS_REGION is reserved/],
  ["fn", { ...fn, environment: { variables: { BIG: "x".repeat(4096) } } }, /^environment: expected at most 4096 bytes/],
  ["fn", { ...fn, layers: ["1", "2", "3", "4", "5", "6"] }, /^layers: expected at most 5 items, got 6$/],
  ["fn", { ...fn, vpcConfig: {} }, /^vpcConfig: the embedded run does not support this property$/],
  [
    "fn",
    { ...fn, tracingConfig: { mode: "On" } },
    /^tracingConfig\.mode: expected "Active" or "PassThrough", got "On"$/,
  ],
  [
    "fn",
    { ...fn, loggingConfig: { applicationLogLevel: "INFO" } },
    /^loggingConfig: log levels need logFormat "JSON"$/,
  ],
  ["fn", { ...fn, code: undefined }, /^code: Missing required property 'code'$/],
  ["table", { ...table, hashKey: "id", rangeKey: "other" }, /^attributes: all keys must be declared/],
  [
    "table",
    { ...table, attributes: [...(table.attributes as []), { name: "x", type: "S" }] },
    /^attributes: .*Unused attributes: x$/,
  ],
  ["table", { ...table, streamEnabled: true }, /^streamEnabled: the embedded run has no streams$/],
  ["table", { ...table, replicas: [{ regionName: "x" }] }, /^replicas: the embedded run does not support/],
  [
    "notification",
    { bucket: "b", lambdaFunctions: [lambdaRule, lambdaRule] },
    /^lambdaFunctions: Configurations overlap/,
  ],
  [
    "notification",
    { bucket: "b", lambdaFunctions: [{ ...lambdaRule, events: ["s3:Nothing"] }] },
    /^lambdaFunctions: .*not supported/,
  ],
  ["lifecycle", lifecycle({}), /^rules\[0\]: At least one action/],
  ["lifecycle", lifecycle({ expiration: { days: 0 } }), /^rules\[0\]\.expiration\.days: expected an integer 1\.\./],
  ["lifecycle", lifecycle({ transitions: [] }), /^rules\[0\]\.transitions: the embedded run does not support/],
  ["role", { assumeRolePolicy: "{" }, /^assumeRolePolicy: expected JSON$/],
  [
    "role",
    { assumeRolePolicy: trust(), managedPolicyArns: ["arn:aws:iam::aws:policy/x"] },
    /^managedPolicyArns: expected at most 0 items/,
  ],
  ["queue", { messageRetentionSeconds: 59 }, /^messageRetentionSeconds: expected an integer 60\.\.1209600, got 59$/],
  ["queue", { fifoQueue: true }, /^fifoQueue: the embedded run does not support/],
  ["queue", { kmsMasterKeyId: "k", sqsManagedSseEnabled: true }, /^sqsManagedSseEnabled: conflicts/],
  ["logGroup", { retentionInDays: 31 }, /^retentionInDays: expected one of 0, 1, 3/],
  ["permission", { action: "s3:Get", function: "f", principal: "p" }, /^action: expected lambda:Something/],
  [
    "permission",
    { action: "lambda:InvokeFunction", function: "f", principal: "p", sourceAccount: "12" },
    /^sourceAccount: .*twelve digits/,
  ],
  [
    "invokeConfig",
    { functionName: "f", maximumRetryAttempts: 3 },
    /^maximumRetryAttempts: expected an integer 0\.\.2, got 3$/,
  ],
  ["alias", { name: "key", targetKeyId: "k" }, /^name: expected alias\/NAME/],
  ["layer", { layerName: "a b", code }, /^layerName: expected 1 to 140/],
];

describe("inputs of the embedded aws package", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  for (const [type, inputs, failure] of refused) {
    it(`are refused: ${types[type]} ${failure.source}`, async () => {
      const failures = await driver.failures(types[type], inputs);
      expect(failures, failures.join("; ")).to.have.length(1);
      expect(failures[0]).to.match(failure);
    });
  }

  it("at the limits are taken", async () => {
    for (const change of [{ memorySize: 128 }, { memorySize: 10_240 }, { timeout: 1 }, { timeout: 900 }]) {
      expect(await driver.failures(types.fn, { ...fn, ...change })).to.deep.equal([]);
    }
    expect(await driver.failures(types.bucket, { bucket: "a".repeat(63) })).to.deep.equal([]);
  });

  it("that are unknown are taken, whatever they will be", async () => {
    const unknown = Object.fromEntries(Object.keys(fn).map((key) => [key, unknownOnWire]));
    expect(await driver.failures(types.fn, unknown)).to.deep.equal([]);
    const environment = { variables: { BUCKET: unknownOnWire, OTHER: "x" } };
    expect(
      await driver.failures(types.fn, {
        ...fn,
        environment,
        layers: [unknownOnWire],
        loggingConfig: { logFormat: "JSON", logGroup: unknownOnWire },
      }),
    ).to.deep.equal([]);
    expect(
      await driver.failures(types.fn, {
        ...fn,
        environment: { variables: { ...environment.variables, AWS_REGION: "x" } },
      }),
    ).to.have.length(1);
    const rules = [lambdaRule, { ...lambdaRule, filterSuffix: unknownOnWire }];
    expect(await driver.failures(types.notification, { bucket: unknownOnWire, lambdaFunctions: rules })).to.deep.equal(
      [],
    );
  });

  it("of types that are not there are refused by name", async () => {
    const unknownType = driver.failures("aws:ec2/instance:Instance", {});
    await unknownType.then(
      () => expect.fail("expected a refusal"),
      (error: Error) =>
        expect(error.message).to.match(
          /^thing: the embedded run does not have the resource type "aws:ec2\/instance:Instance"/,
        ),
    );
  });

  it("get names that stay", async () => {
    const checked = await driver.checked(types.bucket, "My-Bucket", {});
    expect(checked.bucket).to.match(/^my-bucket-[0-9a-f]{7}$/);
    expect((await driver.checked(types.bucket, "My-Bucket", {}, checked)).bucket).to.equal(checked.bucket);
    expect((await driver.checked(types.bucket, "My-Bucket", { bucket: "given" }, checked)).bucket).to.equal("given");
    expect((await driver.checked(types.role, "x".repeat(80), { assumeRolePolicy: trust() })).name).to.match(
      /^x{56}-[0-9a-f]{7}$/,
    );
    const prefixed = await driver.checked(types.alias, "a", { namePrefix: "alias/p-", targetKeyId: "k" });
    expect(prefixed.name).to.match(/^alias\/p-[0-9a-f]{26}$/);
  });

  it("that are secret stay secret as outputs", async () => {
    const { outs } = await driver.create(types.queue, "q", { name: "secret", tags: secretOnWire({ a: "b" }) });
    expect(outs.tags).to.deep.equal(secretOnWire({ a: "b" }));
    expect(outs.name).to.equal("secret");
  });

  it("get the provider's default tags below their own", async () => {
    const tagged = new ProviderDriver(suite());
    await tagged.provider.configure({
      region: "us-east-1",
      defaultTags: JSON.stringify({ tags: { project: "p", stage: "dev" } }),
    });
    const made = await tagged.create(types.queue, "q", { name: "tagged", tags: { stage: "prod" } });
    expect([made.outs.tags, made.outs.tagsAll]).to.deep.equal([{ stage: "prod" }, { project: "p", stage: "prod" }]);
    expect(await tagged.plan(made, { name: "tagged", tags: { stage: "prod" } })).to.equal("same");
    await tagged.provider.configure({ defaultTags: { tags: { project: "q" } } });
    expect(await tagged.plan(made, { name: "tagged", tags: { stage: "prod" } })).to.equal("update");
  });

  it("of the provider itself are checked", async () => {
    const failures = async (config: Bag) =>
      ((await driver.provider.checkConfig(config)).failures ?? []).map((f) => f.property);
    expect(
      await failures({ region: "us-east-1", skipCredentialsValidation: "true", allowedAccountIds: '["000000000000"]' }),
    ).to.deep.equal([]);
    expect(await failures({ region: "eu-west-1", assumeRoles: "[]", allowedAccountIds: '["1"]' })).to.deep.equal([
      "region",
      "assumeRoles",
      "allowedAccountIds",
    ]);
  });

  it("of functions give what AWS would", async () => {
    const invoke = async (token: string, args: Bag = {}) => (await driver.provider.invoke(token, args)).outputs as Bag;
    expect(await invoke("aws:index/getCallerIdentity:getCallerIdentity")).to.include({ accountId: "000000000000" });
    expect(await invoke("aws:index/getRegion:getRegion")).to.include({ region: "us-east-1" });
    expect(await invoke("aws:index/getPartition:getPartition")).to.include({
      partition: "aws",
      dnsSuffix: "amazonaws.com",
    });
    const statements = [
      {
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::b/*"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] }],
      },
    ];
    const { json } = await invoke("aws:iam/getPolicyDocument:getPolicyDocument", { statements });
    expect(JSON.parse(json as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::b/*",
          Principal: { Service: "lambda.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "1" } },
        },
      ],
    });
    await invoke("aws:ec2/getVpc:getVpc").then(
      () => expect.fail("expected a refusal"),
      (error: Error) => expect(error.message).to.include('does not have the function "aws:ec2/getVpc:getVpc"'),
    );
  });
});

describe("what AWS refuses is refused by the embedded aws package", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  const message = (work: Promise<unknown>) =>
    work.then(
      () => "nothing",
      (error: Error) => error.message,
    );

  it("to delete a bucket that holds something, unless it is forced", async () => {
    const { s3 } = suite().cloud.services;
    const made = await driver.create(types.bucket, "full", { bucket: "full-bucket" });
    s3.configure("full-bucket", { versioning: "Enabled" });
    // A delete marker alone is enough.
    s3.remove(s3.bucket("full-bucket"), "k");
    expect(await message(driver.delete(made))).to.match(/^aws:s3\/bucket:Bucket full: BucketNotEmpty: /);
    const forced = await driver.update(made, { bucket: "full-bucket", forceDestroy: true });
    await driver.delete(forced);
    expect(s3.buckets.has("full-bucket")).to.equal(false);
  });

  it("to delete a table that is protected", async () => {
    const inputs = { ...table, name: "guarded", billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true };
    const made = await driver.create(types.table, "guarded", inputs);
    expect(await message(driver.delete(made))).to.include("protected against deletion");
    await driver.delete(await driver.update(made, { ...inputs, deletionProtectionEnabled: false }));
  });

  it("a name that is taken", async () => {
    await driver.create(types.bucket, "a", { bucket: "taken-bucket" });
    expect(await message(driver.create(types.bucket, "b", { bucket: "taken-bucket" }))).to.include(
      "BucketAlreadyOwnedByYou",
    );
  });

  it("a function whose role Lambda may not take on, or with a layer that is not there", async () => {
    await driver.create(types.role, "states", { name: "states", assumeRolePolicy: trust("states.amazonaws.com") });
    await driver.create(types.role, "right", { name: "right", assumeRolePolicy: trust() });
    const role = (name: string) => ({ role: `arn:aws:iam::000000000000:role/${name}` });
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("states") }))).to.include(
      "cannot be assumed by Lambda",
    );
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("none") }))).to.include(
      "cannot be assumed by Lambda",
    );
    const layers = ["arn:aws:lambda:us-east-1:000000000000:layer:no:1"];
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("right"), layers }))).to.include(
      "ResourceNotFoundException",
    );
  });

  it("a destination that the function's role may not send to", async () => {
    const { outs: queue } = await driver.create(types.queue, "dead", { name: "dead" });
    const { outs: role } = await driver.create(types.role, "poor", { name: "poor", assumeRolePolicy: trust() });
    await driver.create(types.fn, "poor", { ...fn, name: "poor", role: role.arn });
    const config = { functionName: "poor", destinationConfig: { onFailure: { destination: queue.arn } } };
    expect(await message(driver.create(types.invokeConfig, "c", config))).to.include(
      "does not have permissions to call sqs:SendMessage",
    );
    const statements = policy([{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn }]);
    await driver.create("aws:iam/rolePolicy:RolePolicy", "p", { role: "poor", policy: statements });
    await driver.create(types.invokeConfig, "c", config);
  });

  it("a notification to a function that permits nobody", async () => {
    await driver.create(types.bucket, "n", { bucket: "notify-bucket" });
    await driver.create(types.role, "n", { name: "n", assumeRolePolicy: trust() });
    const { outs } = await driver.create(types.fn, "n", { ...fn, name: "n", role: "arn:aws:iam::000000000000:role/n" });
    const inputs = { bucket: "notify-bucket", lambdaFunctions: [{ ...lambdaRule, lambdaFunctionArn: outs.arn }] };
    expect(await message(driver.create(types.notification, "n", inputs))).to.include(
      "Not authorized to invoke function n",
    );
  });

  it("a log group with a key that is not for logs", async () => {
    const { outs: key } = await driver.create("aws:kms/key:Key", "k", {});
    const made = driver.create(types.logGroup, "l", { name: "/sealed", kmsKeyId: key.arn });
    expect(await message(made)).to.include(
      "not allowed to be used with ARN 'arn:aws:logs:us-east-1:000000000000:log-group:/sealed'",
    );
  });

  it("a key that nobody could ever change", async () => {
    const statement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::000000000000:role/x" },
      Action: "kms:*",
      Resource: "*",
    };
    expect(await message(driver.create("aws:kms/key:Key", "k", { policy: policy([statement]) }))).to.include(
      "will not allow you to update",
    );
  });

  it("to delete a role that still has policies", async () => {
    const made = await driver.create(types.role, "held", { name: "held", assumeRolePolicy: trust() });
    const statements = policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const attached = await driver.create("aws:iam/rolePolicy:RolePolicy", "p", {
      name: "p",
      role: "held",
      policy: statements,
    });
    expect(await message(driver.delete(made))).to.include("DeleteConflict");
    await driver.delete(attached);
    await driver.delete(made);
  });

  it("but a table keeps its items when an index is added", async () => {
    const inputs = { ...table, name: "indexed", billingMode: "PAY_PER_REQUEST" };
    const made = await driver.create(types.table, "indexed", inputs);
    const { dynamodb } = suite().cloud.services;
    for (const id of ["1", "2"])
      await dynamodb.call("PutItem", { TableName: "indexed", Item: { id: { S: id }, key: { S: "k" } } });
    const globalSecondaryIndexes = [{ name: "by-key", hashKey: "key", projectionType: "ALL" }];
    const attributes = [...(table.attributes as []), { name: "key", type: "S" }];
    await driver.update(made, { ...inputs, attributes, globalSecondaryIndexes });
    const query = {
      KeyConditionExpression: "#k = :k",
      ExpressionAttributeNames: { "#k": "key" },
      ExpressionAttributeValues: { ":k": { S: "k" } },
    };
    expect((await dynamodb.call("Query", { TableName: "indexed", IndexName: "by-key", ...query })).Count).to.equal(2);
  });
});
