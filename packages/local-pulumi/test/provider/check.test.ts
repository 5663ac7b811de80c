import { expect } from "chai";

import { code, fn, lambdaRule, table, types } from "../support/cloud/inputs";
import { ProviderDriver, UNKNOWN_ON_WIRE, type Bag } from "../support/cloud/provider";
import { trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const lifecycle = (rule: Bag) => ({ bucket: "b", rules: [{ id: "a", status: "Enabled", ...rule }] });

const cors = (rule: Bag) => ({
  bucket: "b",
  corsRules: [{ allowedOrigins: ["*"], allowedMethods: ["GET"], ...rule }],
});

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:one:";
const ROLE = "arn:aws:iam::000000000000:role/r";
const permission = { action: "lambda:InvokeFunction", function: "f", principal: "p" };
const subscription = { protocol: "sqs", endpoint: "q", topic: "arn:aws:sns:us-east-1:000000000000:t" };
const rule = { eventPattern: '{"source":["a"]}' };
const alarm = {
  ...{ comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1 },
  ...{ metricName: "Errors", namespace: "AWS/Lambda", period: 60, statistic: "Sum" },
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
  ["bucket", { acl: "private" }, /^acl: the embedded aws provider does not support this property/],
  ["bucket", { bucket: "abc", bucketPrefix: "a" }, /^bucketPrefix: conflicts/],
  ["bucket", { forceDestroy: "yes" }, /^forceDestroy: expected true or false, got string$/],
  ["bucket", { tags: { a: {} } }, /^tags\.a: expected a string, got an object$/],
  ["bucket", { region: "eu-west-1" }, /^region: expected us-east-1/],
  ["fn", { ...fn, memorySize: 127 }, /^memorySize: expected 128 to 10240 MB, got 127$/],
  ["fn", { ...fn, memorySize: 10_241 }, /^memorySize: /],
  ["fn", { ...fn, timeout: 0 }, /^timeout: expected 1 to 900 seconds, got 0$/],
  ["fn", { ...fn, timeout: 901 }, /^timeout: /],
  ["fn", { ...fn, runtime: "nodejs20.x" }, /^runtime: .*no longer supported/],
  ["fn", { ...fn, runtime: "python3.13" }, /^runtime: .*no interpreter for python3\.13/],
  ["fn", { ...fn, runtime: "cobol" }, /^runtime: .*not a known runtime/],
  ["fn", { ...fn, environment: { variables: { AWS_REGION: "x" } } }, /^environment: AWS_REGION is reserved/],
  ["fn", { ...fn, environment: { variables: { BIG: "x".repeat(4096) } } }, /^environment: expected at most 4096 bytes/],
  ["fn", { ...fn, layers: [1, 2, 3, 4, 5, 6].map((n) => `${LAYER}${n}`) }, /^layers: expected at most 5 items, got 6$/],
  ["fn", { ...fn, snapStart: {} }, /^snapStart: the embedded aws provider does not support this property/],
  [
    "fn",
    { ...fn, tracingConfig: { mode: "On" } },
    /^tracingConfig\.mode: expected "Active" or "PassThrough", got "On"$/,
  ],
  [
    "fn",
    { ...fn, loggingConfig: { logFormat: "Text", applicationLogLevel: "INFO" } },
    /^loggingConfig: log levels need logFormat "JSON"$/,
  ],
  ["fn", { ...fn, code: undefined }, /^code: Missing required property 'code'$/],
  ["table", { ...table, hashKey: "id", rangeKey: "other" }, /^attributes: all keys must be declared/],
  [
    "table",
    { ...table, attributes: [...(table.attributes as []), { name: "x", type: "S" }] },
    /^attributes: .*Unused attributes: x$/,
  ],
  [
    "table",
    { ...table, globalSecondaryIndexes: [{ name: "i", projectionType: "ALL" }] },
    /^globalSecondaryIndexes\[0\]: expected keySchemas, or hashKey$/,
  ],
  [
    "table",
    {
      ...table,
      globalSecondaryIndexes: [
        { name: "i", projectionType: "ALL", hashKey: "id", keySchemas: [{ attributeName: "id", keyType: "HASH" }] },
      ],
    },
    /^globalSecondaryIndexes\[0\]: keySchemas conflicts with hashKey and rangeKey$/,
  ],
  [
    "table",
    {
      ...table,
      globalSecondaryIndexes: [
        { name: "i", projectionType: "ALL", keySchemas: [{ attributeName: "id", keyType: "RANGE" }] },
      ],
    },
    /^globalSecondaryIndexes\[0\]: expected one HASH key, .*got RANGE$/,
  ],
  ["table", { ...table, streamEnabled: true }, /^streamViewType: needed by streamEnabled$/],
  ["table", { ...table, replicas: [{ regionName: "x" }] }, /^replicas: the embedded aws provider does not support/],
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
  ["lifecycle", lifecycle({ transitions: [] }), /^rules\[0\]\.transitions: the embedded aws provider does not support/],
  [
    "lifecycle",
    lifecycle({ filter: { prefix: "", tag: { key: "a", value: "1" } }, expiration: { days: 1 } }),
    /^rules\[0\]\.filter: prefix and tag exclude each other$/,
  ],
  [
    "lifecycle",
    lifecycle({
      filter: { tag: { key: "a", value: "1" } },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    }),
    /^rules\[0\]\.filter\.tag: a rule with a tag can neither remove delete markers nor abort uploads$/,
  ],
  [
    "lifecycle",
    lifecycle({ filter: { tag: { key: "a" } }, expiration: { days: 1 } }),
    /^rules\[0\]\.filter\.tag\.value: /,
  ],
  [
    "cors",
    cors({ allowedMethods: ["PATCH"] }),
    /^corsRules\[0\]\.allowedMethods\[0\]: expected "GET" or .*got "PATCH"$/,
  ],
  [
    "cors",
    cors({ allowedOrigins: ["https://*.*"] }),
    /^corsRules\[0\]\.allowedOrigins\[0\]: .*more than one wildcard$/,
  ],
  [
    "cors",
    cors({ allowedOrigins: undefined }),
    /^corsRules\[0\]\.allowedOrigins: Missing required property 'allowedOrigins'$/,
  ],
  ["role", { assumeRolePolicy: "{" }, /^assumeRolePolicy: expected JSON$/],
  [
    "role",
    { assumeRolePolicy: trust(), managedPolicyArns: ["arn:aws:iam::aws:policy/x"] },
    /^managedPolicyArns: expected at most 0 items/,
  ],
  ["queue", { messageRetentionSeconds: 59 }, /^messageRetentionSeconds: expected an integer 60\.\.1209600, got 59$/],
  ["queue", { fifoQueue: true }, /^fifoQueue: expected false: the embedded SQS has standard queues$/],
  ["queue", { contentBasedDeduplication: true }, /^contentBasedDeduplication: expected false/],
  ["queue", { kmsMasterKeyId: "k", sqsManagedSseEnabled: false }, /^sqsManagedSseEnabled: conflicts/],
  ["queue", { name: "a", namePrefix: "b" }, /^namePrefix: conflicts with name$/],
  ["role", { assumeRolePolicy: trust(), region: "us-east-1" }, /^region: resources of this type are global/],
  [
    "role",
    { assumeRolePolicy: trust(), namePrefix: "x".repeat(39) },
    /^namePrefix: expected 1 to 38 characters, got 39/,
  ],
  ["role", { assumeRolePolicy: trust(), description: "a “role”" }, /^description: expected straight quotes/],
  ["role", { assumeRolePolicy: trust(), description: "x".repeat(1001) }, /^description: expected 0 to 1000 characters/],
  ["fn", { ...fn, role: "r" }, /^role: expected an ARN, got "r"$/],
  ["fn", { ...fn, kmsKeyArn: "alias/k" }, /^kmsKeyArn: expected an ARN/],
  ["fn", { ...fn, deadLetterConfig: { targetArn: "q" } }, /^deadLetterConfig\.targetArn: expected an ARN/],
  ["fn", { ...fn, handler: "x".repeat(129) }, /^handler: expected 1 to 128 characters, got 129/],
  ["fn", { ...fn, name: "a b" }, /^name: expected the name or the ARN of a function, got "a b"$/],
  ["fn", { ...fn, name: "x".repeat(65) }, /^name: expected a name of at most 64 characters, got 65/],
  ["fn", { ...fn, loggingConfig: {} }, /^loggingConfig\.logFormat: Missing required property 'logFormat'$/],
  [
    "fn",
    { ...fn, loggingConfig: { logFormat: "Text", logGroup: "a b" } },
    /^loggingConfig\.logGroup: expected letters/,
  ],
  ["fn", { ...fn, tracingConfig: {} }, /^tracingConfig\.mode: Missing required property 'mode'$/],
  ["logGroup", { namePrefix: "x".repeat(484) }, /^namePrefix: expected 0 to 483 characters, got 484/],
  ["bucket", { bucketPrefix: "x".repeat(38) }, /^bucketPrefix: expected 0 to 37 characters, got 38/],
  ["permission", { ...permission, function: "a b" }, /^function: expected the name or the ARN of a function/],
  ["permission", { ...permission, sourceArn: "arn:aws:s3" }, /^sourceArn: expected an ARN/],
  ["permission", { ...permission, statementId: "a", statementIdPrefix: "b" }, /^statementIdPrefix: conflicts/],
  [
    "invokeConfig",
    { functionName: "f", destinationConfig: { onFailure: { destination: "q" } } },
    /destination: expected an ARN/,
  ],
  [
    "layer",
    { layerName: "a", code, licenseInfo: "x".repeat(513) },
    /^licenseInfo: expected 0 to 512 characters, got 513/,
  ],
  ["key", { rotationPeriodInDays: 90 }, /^rotationPeriodInDays: needs enableKeyRotation$/],
  ["key", { description: "x".repeat(8193) }, /^description: expected 0 to 8192 characters/],
  ["subscription", { ...subscription, protocol: "fax" }, /^protocol: expected "application" or /],
  ["subscription", { ...subscription, topic: "t" }, /^topic: expected an ARN/],
  ["subscription", { ...subscription, endpointAutoConfirms: true }, /^endpointAutoConfirms: expected false/],
  ["machine", { definition: "{}", roleArn: ROLE, name: "x".repeat(81) }, /^name: expected 1 to 80 characters, got 81/],
  ["machine", { definition: "{}", roleArn: ROLE, publish: true }, /^publish: expected false/],
  ["rule", { ...rule, name: "a b" }, /^name: expected 1 to 64 letters/],
  ["rule", { ...rule, description: "x".repeat(513) }, /^description: expected 0 to 512 characters/],
  [
    "rule",
    { eventPattern: JSON.stringify({ source: ["x".repeat(4090)] }) },
    /^eventPattern: expected at most 4096 char/,
  ],
  ["target", { rule: "r", arn: "queue" }, /^arn: expected an ARN/],
  ["target", { rule: "r", arn: ROLE, inputPath: "x".repeat(257) }, /^inputPath: expected 0 to 256 characters/],
  ["alarm", { ...alarm, alarmActions: ["topic"] }, /^alarmActions\[0\]: expected an ARN/],
  ["alarm", { ...alarm, alarmDescription: "x".repeat(1025) }, /^alarmDescription: expected 0 to 1024 characters/],
  ["alarm", { ...alarm, namespace: "" }, /^namespace: expected 1 to 255 characters/],
  [
    "dashboard",
    { dashboardName: "d", dashboardBody: { widgets: [] } },
    /^dashboardBody: expected a string, got an object$/,
  ],
  ["query", { name: "a:b", queryString: "fields @message" }, /^name: expected a name without ":"/],
  ["apiKey", { value: "short" }, /^value: expected 20 to 128 characters, got 5/],
  [
    "method",
    { restApi: "a", resourceId: "r", httpMethod: "FETCH", authorization: "NONE" },
    /^httpMethod: expected "ANY" or/,
  ],
  ["account", { cloudwatchRoleArn: "role" }, /^cloudwatchRoleArn: expected an ARN/],
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

  it("at the limits are accepted", async () => {
    for (const change of [{ memorySize: 128 }, { memorySize: 10_240 }, { timeout: 1 }, { timeout: 900 }]) {
      expect(await driver.failures(types.fn, { ...fn, ...change })).to.deep.equal([]);
    }
    expect(await driver.failures(types.bucket, { bucket: "a".repeat(63) })).to.deep.equal([]);
  });

  it("that are unknown are accepted", async () => {
    const unknown = Object.fromEntries(Object.keys(fn).map((key) => [key, UNKNOWN_ON_WIRE]));
    expect(await driver.failures(types.fn, unknown)).to.deep.equal([]);
    const environment = { variables: { BUCKET: UNKNOWN_ON_WIRE, OTHER: "x" } };
    expect(
      await driver.failures(types.fn, {
        ...fn,
        environment,
        layers: [UNKNOWN_ON_WIRE],
        loggingConfig: { logFormat: "JSON", logGroup: UNKNOWN_ON_WIRE },
      }),
    ).to.deep.equal([]);
    expect(
      await driver.failures(types.fn, {
        ...fn,
        environment: { variables: { ...environment.variables, AWS_REGION: "x" } },
      }),
    ).to.have.length(1);
    const rules = [lambdaRule, { ...lambdaRule, filterSuffix: UNKNOWN_ON_WIRE }];
    expect(
      await driver.failures(types.notification, { bucket: UNKNOWN_ON_WIRE, lambdaFunctions: rules }),
    ).to.deep.equal([]);
  });

  it("of unknown types are refused by name", async () => {
    const unknownType = driver.failures("aws:ec2/instance:Instance", {});
    await unknownType.then(
      () => expect.fail("expected a refusal"),
      (error: Error) =>
        expect(error.message).to.match(
          /^the embedded aws provider does not know the resource type "aws:ec2\/instance:Instance"/,
        ),
    );
  });
});
