import { expect } from "chai";
import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, DESTINATION_ARN, LOGS_ARN, QUEUE_ARN, SOURCE_ARN, statementsOf, TABLE_ARN } from "./deployed-stack";

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
      "aws:sqs/queue:Queue": 1,
      "aws:sqs/queuePolicy:QueuePolicy": 1,
      "aws:lambda/layerVersion:LayerVersion": 1,
      "aws:cloudwatch/logGroup:LogGroup": 1,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      "aws:lambda/function:Function": 1,
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
    expect(statementsOf(stack.one("aws:s3/bucketPolicy:BucketPolicy", "source").inputs.policy)).to.deep.equal([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [SOURCE_ARN, `${SOURCE_ARN}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("declares SSE-S3, versioning and a lifecycle without expiry of originals", () => {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(stack.one(type, "source").inputs.rules).to.deep.equal([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    expect(
      stack.one("aws:s3/bucketVersioning:BucketVersioning", "source").inputs.versioningConfiguration,
    ).to.deep.equal({
      status: "Enabled",
    });
    const lifecycle = stack.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "source");
    expect(lifecycle.inputs.rules).to.deep.equal([
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
  });

  it("keeps records in the guide's table, on demand, with point-in-time recovery", () => {
    expect(stack.one("aws:dynamodb/table:Table").inputs).to.deep.include({
      name: "image-metadata",
      hashKey: "image_id",
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: false,
      globalSecondaryIndexes: [
        { name: "original-key-index", hashKey: "original_key", rangeKey: "upload_time", projectionType: "ALL" },
      ],
    });
  });

  it("declares how the function runs", () => {
    const { inputs } = stack.one("aws:lambda/function:Function");
    expect(inputs).to.deep.include({
      name: "image-processing-function",
      handler: "__index.handler",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      memorySize: 1024,
      timeout: 60,
      layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:images-layer-version:1"],
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: "/aws/lambda/image-processing-function",
        systemLogLevel: "INFO",
        applicationLogLevel: "INFO",
      },
    });
    expect(inputs).not.to.have.property("reservedConcurrentExecutions");
    expect((inputs.environment as { variables: Record<string, string> }).variables).to.deep.include({
      DESTINATION_BUCKET: "images-destination-bucket-1a2b3c4",
      METADATA_TABLE: "image-metadata",
      MAX_INPUT_BYTES: "52428800",
      MAX_INPUT_PX: "100000000",
    });
    expect(stack.one("aws:cloudwatch/logGroup:LogGroup").inputs).to.deep.include({
      name: "/aws/lambda/image-processing-function",
      retentionInDays: 30,
    });
    expect(stack.one("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").inputs).to.deep.equal({
      functionName: "image-processing-function",
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 21_600,
      destinationConfig: { onFailure: { destination: QUEUE_ARN } },
    });
  });

  it("gives the function the grants that it uses and no others", () => {
    const allowed = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    expect(allowed).to.deep.equal([
      {
        Sid: "ReadObjects",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: [`${SOURCE_ARN}/*`],
      },
      { Sid: "ListBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [SOURCE_ARN] },
      { Sid: "WriteObjects", Effect: "Allow", Action: ["s3:PutObject"], Resource: [`${DESTINATION_ARN}/*`] },
      { Sid: "PutRecords", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [TABLE_ARN] },
      { Sid: "SendMessages", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [QUEUE_ARN] },
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${LOGS_ARN}:*`],
      },
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: ["*"],
      },
    ]);
    expect(statementsOf(stack.one("aws:iam/role:Role").inputs.assumeRolePolicy)).to.deep.equal([
      { Sid: "Assume", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });

  it("encrypts the dead-letter queue and denies plain HTTP", () => {
    expect(stack.one("aws:sqs/queue:Queue").inputs).to.deep.include({
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 1_209_600,
    });
    expect(statementsOf(stack.one("aws:sqs/queuePolicy:QueuePolicy").inputs.policy)).to.deep.equal([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: [QUEUE_ARN],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
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
    const entries = lambdaFunctions as Record<string, unknown>[];
    expect(entries.map(({ filterSuffix }) => filterSuffix)).to.deep.equal([
      ".jpg",
      ".jpeg",
      ".png",
      ".JPG",
      ".JPEG",
      ".PNG",
    ]);
    expect(entries[0]).to.deep.equal({
      id: "image-upload-trigger-1",
      lambdaFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:image-processing-function",
      events: ["s3:ObjectCreated:*"],
      filterSuffix: ".jpg",
    });
  });

  it("declares the same before any resource exists", async () => {
    const preview = await deploy({}, true);
    expect(preview.counts()).to.deep.equal(stack.counts());
  });
});
