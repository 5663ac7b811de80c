import { expect } from "chai";

import { types } from "../support/cloud/inputs";
import { ProviderDriver, type Bag } from "../support/cloud/provider";
import { policy, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

describe("a bucket that a program reads", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  const read = async (type: string, id: string) => {
    const found = await driver.provider.read(id, driver.urn(type, "read"), {});
    return found.props as Bag;
  };

  it("tells all its settings, set or not", async () => {
    suite().cloud.services.s3.createBucket("plain");
    expect(await read(types.bucket, "plain")).to.deep.include({
      bucket: "plain",
      arn: "arn:aws:s3:::plain",
      bucketRegion: "us-east-1",
      versioning: { enabled: false, mfaDelete: false },
      serverSideEncryptionConfiguration: {
        rule: {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "" },
          bucketKeyEnabled: false,
        },
      },
      policy: "",
      lifecycleRules: [],
      corsRules: [],
    });
    const { s3 } = suite().cloud.services;
    s3.createBucket("full");
    const text = policy([{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::full"] }]);
    s3.putPolicy("full", text);
    s3.configure("full", {
      versioning: "Enabled",
      encryption: { algorithm: "aws:kms", kmsKeyArn: "arn:aws:kms:us-east-1:0:key/k", bucketKeyEnabled: true },
      lifecycle: [
        { id: "a", enabled: true, prefix: "in/", expirationDays: 7, abortMultipartDays: 2 },
        { id: "b", enabled: false, prefix: "", tag: { key: "k", value: "v" }, noncurrentDays: 30 },
      ],
      cors: [{ allowedOrigins: ["*"], allowedMethods: ["GET"], allowedHeaders: [], exposeHeaders: [], maxAgeSec: 60 }],
      logging: { targetBucket: "plain", targetPrefix: "full/" },
    });
    expect(await read(types.bucket, "full")).to.deep.include({
      versioning: { enabled: true, mfaDelete: false },
      serverSideEncryptionConfiguration: {
        rule: {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: "arn:aws:kms:us-east-1:0:key/k",
          },
          bucketKeyEnabled: true,
        },
      },
      policy: text,
      lifecycleRules: [
        { id: "a", enabled: true, prefix: "in/", expiration: { days: 7 }, abortIncompleteMultipartUploadDays: 2 },
        { id: "b", enabled: false, tags: { k: "v" }, noncurrentVersionExpiration: { days: 30 } },
      ],
      corsRules: [
        { allowedHeaders: [], allowedMethods: ["GET"], allowedOrigins: ["*"], exposeHeaders: [], maxAgeSeconds: 60 },
      ],
      logging: { targetBucket: "plain", targetPrefix: "full/" },
    });
  });

  it("has a notification configuration, if an empty one", async () => {
    suite().cloud.services.s3.createBucket("quiet");
    expect(await read(types.notification, "quiet")).to.deep.include({ bucket: "quiet", eventbridge: false });
    await suite().cloud.services.s3.putNotification("quiet", { rules: [], eventBridge: true });
    expect(await read(types.notification, "quiet")).to.deep.include({ eventbridge: true });
  });

  it("that is not there has neither settings nor a notification configuration", async () => {
    for (const type of [types.bucket, types.notification]) {
      expect(await driver.provider.read("nowhere", driver.urn(type, "read"), {})).to.deep.equal({ id: "", props: {} });
    }
  });

  it("tells the outputs of its own alone where the stack has made it", async () => {
    const made = await driver.create(types.bucket, "own", { bucket: "own-bucket" });
    expect(await driver.read(made)).to.deep.equal(made.outs);
  });
});
