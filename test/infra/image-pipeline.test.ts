import { expect } from "chai";
import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, DESTINATION_ARN, QUEUE_ARN, FAILURES_ARN, SOURCE_ARN, statementsOf } from "./deployed-stack";
import { DEFAULT_SUFFIXES } from "../support/suffixes";

describe("the image pipeline", () => {
  let stack: Registrations;
  before(async () => {
    stack = await deploy();
  });

  it("declares exactly these resources", () => {
    const resources = Object.fromEntries(Object.entries(stack.counts()).filter(([type]) => type.startsWith("aws:")));
    expect(resources).to.deep.equal({
      "aws:s3/bucket:Bucket": 2,
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 2,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 2,
      "aws:s3/bucketPolicy:BucketPolicy": 2,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 2,
      "aws:s3/bucketVersioning:BucketVersioning": 2,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 2,
      "aws:dynamodb/table:Table": 1,
      "aws:sqs/queue:Queue": 2,
      "aws:sqs/queuePolicy:QueuePolicy": 2,
      "aws:lambda/layerVersion:LayerVersion": 2,
      "aws:cloudwatch/logGroup:LogGroup": 2,
      "aws:iam/role:Role": 2,
      "aws:iam/rolePolicy:RolePolicy": 4,
      "aws:lambda/function:Function": 2,
      "aws:lambda/eventSourceMapping:EventSourceMapping": 1,
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": 1,
      "aws:lambda/permission:Permission": 1,
      "aws:s3/bucketNotification:BucketNotification": 1,
    });
  });

  it("gives every resource a parent, the pipeline at the root", () => {
    expect(stack.all.filter(({ parent }) => parent === undefined).map(({ name }) => name)).to.deep.equal(["images"]);
    expect(stack.one("aws:s3/bucketNotification:BucketNotification").parent).to.equal("images-events");
    expect(stack.one("aws:s3/bucketVersioning:BucketVersioning", "source").parent).to.equal("images-source");
  });

  it("blocks public access, plain HTTP and ACLs in both buckets", () => {
    for (const { inputs } of stack.ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
      const { bucket, ...flags } = inputs;
      expect(bucket).to.match(/^images-(source|destination)-bucket-/);
      expect(flags).to.deep.equal({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
    }
    for (const { inputs } of stack.ofType("aws:s3/bucketOwnershipControls:BucketOwnershipControls")) {
      expect(inputs.rule).to.deep.equal({ objectOwnership: "BucketOwnerEnforced" });
    }
    for (const [bucket, arn] of Object.entries({ source: SOURCE_ARN, destination: DESTINATION_ARN })) {
      const policy = stack.one("aws:s3/bucketPolicy:BucketPolicy", bucket);
      expect(statementsOf(policy.inputs.policy), bucket).to.deep.equal([
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
      expect(policy.dependsOn, "S3 refuses both at the same time").to.deep.equal([`images-${bucket}-public-access`]);
    }
  });

  it("declares SSE-S3, versioning and a lifecycle without expiry of originals", () => {
    const bucketSettings = (kind: string) =>
      ["source", "destination"].map((bucket) => stack.one(`aws:s3/${kind}`, `images-${bucket}`));
    const sse = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    for (const { name, inputs } of bucketSettings(sse)) {
      const rule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
      expect(inputs, name).to.deep.equal({ bucket: inputs.bucket, rules: [rule] });
    }
    for (const { name, inputs } of bucketSettings("bucketVersioning:BucketVersioning")) {
      expect(inputs.versioningConfiguration, name).to.deep.equal({ status: "Enabled" });
    }
    for (const { name, inputs, dependsOn } of bucketSettings(
      "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    )) {
      expect(inputs.rules, name).to.deep.equal([
        {
          id: "abort-multipart-uploads",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        {
          id: "expire-noncurrent-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          expiration: { expiredObjectDeleteMarker: true },
        },
      ]);
      expect(dependsOn, name).to.deep.equal([name.replace("lifecycle", "versioning")]);
    }
  });

  it("keeps records in the guide's table, on demand, with point-in-time recovery", () => {
    expect(stack.one("aws:dynamodb/table:Table").inputs).to.deep.equal({
      name: "image-metadata",
      hashKey: "image_id",
      attributes: ["image_id", "original_key", "upload_time"].map((name) => ({ name, type: "S" })),
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: false,
      globalSecondaryIndexes: [
        {
          name: "original-key-index",
          keySchemas: [
            { attributeName: "original_key", keyType: "HASH" },
            { attributeName: "upload_time", keyType: "RANGE" },
          ],
          projectionType: "ALL",
        },
      ],
    });
  });

  it("declares how the function runs", () => {
    const { inputs } = stack.one("aws:lambda/function:Function", "processing");
    expect(inputs).to.deep.include({
      name: "image-processing-function",
      handler: "__index.handler",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      memorySize: 1024,
      timeout: 60,
      layers: ["layer", "avif"].map(
        (layer) => `arn:aws:lambda:eu-central-1:123456789012:layer:images-${layer}-version:1`,
      ),
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", systemLogLevel: "INFO", applicationLogLevel: "INFO" },
    });
    expect(inputs).not.to.have.property("reservedConcurrentExecutions");
    expect(inputs.role).to.equal("arn:aws:iam::123456789012:role/images-process-role-1a2b3c4");
    expect(stack.one("aws:cloudwatch/logGroup:LogGroup", "process").inputs).to.deep.include({
      name: "/aws/lambda/image-processing-function",
      retentionInDays: 30,
    });
  });

  it("lets only Lambda assume the functions' roles", () => {
    for (const { name, inputs } of stack.ofType("aws:iam/role:Role")) {
      expect(statementsOf(inputs.assumeRolePolicy), name).to.deep.equal([
        { Sid: "Assume", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ]);
    }
  });

  it("encrypts the queues of failures and of dead letters, and denies plain HTTP", () => {
    for (const [queue, arn] of [
      ["images-dead-letters", QUEUE_ARN],
      ["images-failures", FAILURES_ARN],
    ] as const) {
      expect(stack.one("aws:sqs/queue:Queue", queue).inputs).to.deep.include({
        sqsManagedSseEnabled: true,
        messageRetentionSeconds: 1_209_600,
      });
      expect(statementsOf(stack.one("aws:sqs/queuePolicy:QueuePolicy", queue).inputs.policy)).to.deep.equal([
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: [arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    }
  });

  it("has failures recorded one way, and keeps those as they are that cannot be", () => {
    const { redrivePolicy, visibilityTimeoutSeconds } = stack.one("aws:sqs/queue:Queue", "images-failures").inputs;
    expect(JSON.parse(redrivePolicy as string)).to.deep.equal({ deadLetterTargetArn: QUEUE_ARN, maxReceiveCount: 5 });
    const { timeout } = stack.one("aws:lambda/function:Function", "failure").inputs;
    expect(visibilityTimeoutSeconds, "AWS advises six times the timeout").to.equal(6 * Number(timeout));
    expect(stack.one("aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.deep.equal({
      eventSourceArn: FAILURES_ARN,
      functionName: "image-failure-function",
      batchSize: 10,
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("invokes the function once per suffix, for this bucket of this account", () => {
    expect(stack.one("aws:lambda/permission:Permission").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: "image-processing-function",
      principal: "s3.amazonaws.com",
      sourceArn: SOURCE_ARN,
      sourceAccount: "123456789012",
    });
    const { lambdaFunctions } = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    expect(lambdaFunctions).to.deep.equal(
      DEFAULT_SUFFIXES.map((filterSuffix, index) => ({
        id: `image-upload-trigger-${index + 1}`,
        lambdaFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:image-processing-function",
        events: ["s3:ObjectCreated:*"],
        filterSuffix,
      })),
    );
  });

  it("notifies the function only once permission and buckets are complete", () => {
    const settings = ["ownership", "public-access", "policy", "encryption", "versioning"];
    const { inputs, dependsOn } = stack.one("aws:s3/bucketNotification:BucketNotification");
    expect(inputs).not.to.have.property("eventbridge");
    expect(dependsOn).to.have.members([
      "image-upload-trigger-invoke",
      "images-process-logs-policy",
      ...settings.flatMap((setting) => [`images-source-${setting}`, `images-destination-${setting}`]),
    ]);
  });

  it("declares the same before any resource exists", async () => {
    const preview = await deploy({}, true);
    expect(preview.counts()).to.deep.equal(stack.counts());
  });
});
