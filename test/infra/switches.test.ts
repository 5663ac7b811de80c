import { expect } from "chai";
import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, KEY_ARN, SOURCE_ARN, statementsOf } from "./deployed-stack";

describe("the image pipeline's switches", () => {
  it("leave out table, grant and variable without metadata", async () => {
    const stack = await deploy({ metadata: "false" });
    expect(stack.ofType("aws:dynamodb/table:Table")).to.be.empty;
    const policy = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "process-policy").inputs.policy);
    expect(policy.map(({ Sid }) => Sid)).not.to.include("PutRecords");
    const { environment } = stack.one("aws:lambda/function:Function", "processing").inputs;
    expect((environment as { variables: object }).variables).not.to.have.property("METADATA_TABLE");
  });

  it("encrypt everything with one rotated key with encryption kms", async () => {
    const stack = await deploy({ encryption: "kms" });
    const { policy, description, ...key } = stack.one("aws:kms/key:Key").inputs;
    expect(key).to.deep.equal({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(description).to.be.a("string").and.not.be.empty;
    const logGroups = "arn:aws:logs:eu-central-1:123456789012:log-group:*";
    expect(statementsOf(policy)).to.deep.equal([
      {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "ServicesOfThisAccount",
        Effect: "Allow",
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
      {
        Sid: "EncryptLogs",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "DescribeKey"].map(
          (action) => `kms:${action}`,
        ),
        Resource: "*",
        Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
      },
    ]);
    expect(stack.one("aws:kms/alias:Alias").inputs).to.deep.equal({
      namePrefix: "alias/image-pipeline-",
      targetKeyId: "images-encryption-key",
    });
    expect(stack.ofType("aws:sns/topic:Topic")).to.be.empty;
    const sse = stack.ofType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
    for (const { inputs } of sse) {
      expect(inputs.rules).to.deep.equal([
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY_ARN },
          bucketKeyEnabled: true,
        },
      ]);
    }
    for (const { inputs } of stack.ofType("aws:sqs/queue:Queue"))
      expect(inputs).to.include({ kmsMasterKeyId: KEY_ARN });
    for (const { inputs } of stack.ofType("aws:cloudwatch/logGroup:LogGroup")) {
      expect(inputs).to.include({ kmsKeyId: KEY_ARN });
    }
    expect(stack.one("aws:dynamodb/table:Table").inputs.serverSideEncryption).to.deep.equal({
      enabled: true,
      kmsKeyArn: KEY_ARN,
    });
    expect(statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "process-policy").inputs.policy)).to.deep.include({
      Sid: "UseKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [KEY_ARN],
    });
    const { environment } = stack.one("aws:lambda/function:Function", "processing").inputs;
    expect((environment as { variables: object }).variables).to.include({ ENCRYPTION_KEY_ARN: KEY_ARN });
  });

  it("encrypt the data with keys that AWS manages where only the alerts need a key", async () => {
    const stack = await deploy({ monitoring: "true", uploadApi: "true", workflow: "true" });
    expect(stack.one("aws:sns/topic:Topic").inputs.kmsMasterKeyId).to.equal(KEY_ARN);
    const users = stack.all
      .filter(({ inputs }) => JSON.stringify(inputs).includes(KEY_ARN))
      .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
    expect(users).to.have.members(["Topic image-alerts", "RolePolicy images-workflow-policy"]);
  });

  it("protect buckets and table in production", async () => {
    const development = await deploy();
    const production = await deploy({ production: "true" });
    const forceDestroy = (stack: Registrations) =>
      stack.ofType("aws:s3/bucket:Bucket").map(({ inputs }) => inputs.forceDestroy);
    expect(forceDestroy(development)).to.deep.equal([true, true]);
    expect(forceDestroy(production)).to.deep.equal([false, false]);
    const logged = await deploy({ production: "true", accessLogs: "true" });
    expect(forceDestroy(logged)).to.deep.equal([false, false, false]);
    expect(production.one("aws:dynamodb/table:Table").inputs.deletionProtectionEnabled).to.be.true;
  });

  it("narrow grant and trigger to the prefix", async () => {
    const stack = await deploy({ uploadPrefix: "uploads/", suffixes: "[]" });
    const policy = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "process-policy").inputs.policy);
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
    expect(expiry("source")).to.deep.equal({
      id: "expire-objects",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { days: 90 },
    });
    expect(expiry("destination")).to.be.undefined;
  });

  it("expire noncurrent versions after noncurrentExpireDays, and access logs after 90 days", async () => {
    const stack = await deploy({ noncurrentExpireDays: "7", accessLogs: "true" });
    const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const rules = stack
      .ofType(type)
      .map(({ name, inputs }) => [
        name,
        ...(inputs.rules as Record<string, { noncurrentDays?: number; days?: number } | undefined>[]).flatMap(
          ({ noncurrentVersionExpiration, expiration }) => [
            ...(noncurrentVersionExpiration ? [`noncurrent ${noncurrentVersionExpiration.noncurrentDays}`] : []),
            ...(expiration?.days === undefined ? [] : [`current ${expiration.days}`]),
          ],
        ),
      ]);
    expect(rules).to.have.deep.members([
      ["images-source-lifecycle", "noncurrent 7"],
      ["images-destination-lifecycle", "noncurrent 7"],
      ["images-access-logs-lifecycle", "noncurrent 7", "current 90"],
    ]);
  });

  it("reserve concurrency only with reservedConcurrency", async () => {
    const stack = await deploy({ reservedConcurrency: "5" });
    expect(stack.one("aws:lambda/function:Function", "processing").inputs.reservedConcurrentExecutions).to.equal(5);
  });

  it("follow removals with a function of its own", async () => {
    const stack = await deploy({ deleteDerivatives: "true" });
    const notification = stack.one("aws:s3/bucketNotification:BucketNotification");
    expect(notification.dependsOn).to.include.members(["image-upload-trigger-invoke", "image-removal-trigger-invoke"]);
    const { lambdaFunctions } = notification.inputs;
    const entries = (lambdaFunctions as { id: string; events: string[] }[]).map(
      ({ id, events }) => `${id} ${events.join()}`,
    );
    expect(entries).to.have.length(48);
    expect(entries).to.include("image-upload-trigger-1 s3:ObjectCreated:*");
    expect(entries).to.include("image-removal-trigger-1 s3:ObjectRemoved:*");
    expect(stack.one("aws:lambda/permission:Permission", "removal").inputs).to.include({
      function: "image-removal-function",
      sourceArn: SOURCE_ARN,
      sourceAccount: "123456789012",
    });
  });
});
