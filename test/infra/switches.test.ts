import { expect } from "chai";
import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, DESTINATION_ARN, KEY_ARN, QUEUE_ARN, SOURCE_ARN, statementsOf, TABLE_ARN } from "./deployed-stack";

describe("the image pipeline's switches", () => {
  it("leave out table, grant and variable without metadata", async () => {
    const stack = await deploy({ metadata: "false" });
    expect(stack.ofType("aws:dynamodb/table:Table")).to.be.empty;
    const policy = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    expect(policy.map(({ Sid }) => Sid)).not.to.include("PutRecords");
    const { environment } = stack.one("aws:lambda/function:Function").inputs;
    expect((environment as { variables: object }).variables).not.to.have.property("METADATA_TABLE");
  });

  it("encrypt everything with one rotated key with encryption kms", async () => {
    const stack = await deploy({ encryption: "kms" });
    expect(stack.one("aws:kms/key:Key").inputs).to.deep.include({ enableKeyRotation: true });
    const sse = stack.ofType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
    for (const { inputs } of sse) {
      expect(inputs.rules).to.deep.equal([
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY_ARN },
          bucketKeyEnabled: true,
        },
      ]);
    }
    expect(stack.one("aws:sqs/queue:Queue").inputs).to.include({ kmsMasterKeyId: KEY_ARN });
    expect(stack.one("aws:cloudwatch/logGroup:LogGroup").inputs).to.include({ kmsKeyId: KEY_ARN });
    expect(stack.one("aws:dynamodb/table:Table").inputs.serverSideEncryption).to.deep.equal({
      enabled: true,
      kmsKeyArn: KEY_ARN,
    });
    expect(statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy").inputs.policy)).to.deep.include({
      Sid: "UseKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [KEY_ARN],
    });
    const { environment } = stack.one("aws:lambda/function:Function").inputs;
    expect((environment as { variables: object }).variables).to.include({ ENCRYPTION_KEY_ARN: KEY_ARN });
  });

  it("protect buckets and table in production", async () => {
    const development = await deploy();
    const production = await deploy({ production: "true" });
    const forceDestroy = (stack: Registrations) =>
      stack.ofType("aws:s3/bucket:Bucket").map(({ inputs }) => inputs.forceDestroy);
    expect(forceDestroy(development)).to.deep.equal([true, true]);
    expect(forceDestroy(production)).to.deep.equal([false, false]);
    expect(production.one("aws:dynamodb/table:Table").inputs.deletionProtectionEnabled).to.be.true;
  });

  it("narrow grant and trigger to the prefix", async () => {
    const stack = await deploy({ uploadPrefix: "uploads/", suffixes: "[]" });
    const policy = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    expect(policy.find(({ Sid }) => Sid === "ReadObjects")?.Resource).to.deep.equal([`${SOURCE_ARN}/uploads/*`]);
    const { lambdaFunctions } = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    expect(lambdaFunctions).to.deep.equal([
      {
        id: "image-upload-trigger-1",
        lambdaFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:image-processing-function",
        events: ["s3:ObjectCreated:*"],
        filterPrefix: "uploads/",
      },
    ]);
  });

  it("keep access logs of both buckets in a third one", async () => {
    const stack = await deploy({ accessLogs: "true" });
    const logging = stack.ofType("aws:s3/bucketLogging:BucketLogging").map(({ inputs }) => inputs);
    const targetBucket = "images-access-logs-bucket-1a2b3c4";
    expect(logging).to.have.deep.members([
      { bucket: "images-source-bucket-1a2b3c4", targetBucket, targetPrefix: "images-source/" },
      { bucket: "images-destination-bucket-1a2b3c4", targetBucket, targetPrefix: "images-destination/" },
    ]);
    expect(statementsOf(stack.one("aws:s3/bucketPolicy:BucketPolicy", "access-logs").inputs.policy)).to.deep.include({
      Sid: "DeliverAccessLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${targetBucket}/*`,
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("expire originals only with originalsExpireDays", async () => {
    const stack = await deploy({ originalsExpireDays: "90" });
    const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const expiry = (part: string) =>
      (stack.one(type, part).inputs.rules as { id: string; expiration?: unknown }[]).find(
        ({ id }) => id === "expire-objects",
      );
    expect(expiry("source")?.expiration).to.deep.equal({ days: 90 });
    expect(expiry("destination")).to.be.undefined;
  });

  it("reserve concurrency only with reservedConcurrency", async () => {
    const stack = await deploy({ reservedConcurrency: "5" });
    expect(stack.one("aws:lambda/function:Function").inputs.reservedConcurrentExecutions).to.equal(5);
  });

  it("follow removals with a function of its own, with no more grants than it uses", async () => {
    const stack = await deploy({ deleteDerivatives: "true" });
    const { lambdaFunctions } = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    const entries = (lambdaFunctions as { id: string; events: string[] }[]).map(
      ({ id, events }) => `${id} ${events.join()}`,
    );
    expect(entries).to.have.length(12);
    expect(entries).to.include("image-upload-trigger-1 s3:ObjectCreated:*");
    expect(entries).to.include("image-removal-trigger-1 s3:ObjectRemoved:*");
    expect(stack.one("aws:lambda/permission:Permission", "removal").inputs).to.include({
      function: "image-removal-function",
      sourceArn: SOURCE_ARN,
      sourceAccount: "123456789012",
    });
    expect(
      stack.one("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "removal").inputs,
    ).to.deep.include({
      destinationConfig: { onFailure: { destination: QUEUE_ARN } },
    });
    const policy = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "removal").inputs.policy);
    expect(Object.fromEntries(policy.map(({ Sid, Action, Resource }) => [Sid, [Action, Resource]]))).to.deep.include({
      DeleteObjects: [["s3:DeleteObject"], [`${DESTINATION_ARN}/*`]],
      ReadCurrentResults: [["s3:GetObject"], [`${DESTINATION_ARN}/*`]],
      QueryIndex: [["dynamodb:Query"], [`${TABLE_ARN}/index/original-key-index`]],
      DeleteRecords: [["dynamodb:DeleteItem"], [TABLE_ARN]],
    });
    expect(JSON.stringify(policy)).not.to.include("DeleteObjectVersion");
  });
});
