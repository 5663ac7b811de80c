import { PutBucketVersioningCommand, PutPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { expectSuccess, nameOf } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { plannedChanges } from "./support/planned-changes";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

const drifted = ["images-source-public-access", "images-source-versioning"];

describe("the real engine: what was changed behind its back", () => {
  inOrder();
  let under: StackUnderTest;
  let bucket: string;
  let logGroup: string;

  before(async function () {
    under = await StackUnderTest.start({ name: "drift", stack: "dev", config: uploadsOnly });
    expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
    const { sourceBucket = "", functionName = "" } = await under.outputs();
    bucket = sourceBucket;
    logGroup = `/aws/lambda/${functionName}`;
  });
  after(() => under.close());

  it("refreshes nothing where nothing has drifted", async () => {
    expectSuccess(await under.command(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
  });

  it("sees a bucket that somebody opened, and a log group that somebody deleted", async () => {
    await openBucket(under, bucket);
    under.cloud.services.logs.deleteGroup(logGroup);
    const refresh = await under.command(["refresh", "--yes", "--skip-preview"]);
    expectSuccess(refresh);
    expect(refresh.changes.update).to.equal(drifted.length);
    expect(refresh.changes.delete).to.equal(1);
  });

  it("plans to repair exactly that, and the policy that names the log group anew", async () => {
    const planned = plannedChanges(await under.script("preview:aws", ["--json"]));
    expect(planned.map(({ op, name }) => `${op} ${name}`)).to.deep.equal([
      "create images-process-logs",
      "update images-process-logs-policy",
      ...drifted.map((name) => `update ${name}`),
    ]);
  });

  it("repairs it", async () => {
    expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
    const { versioning, publicAccessBlock } = under.cloud.services.s3.bucket(bucket).settings;
    expect(versioning).to.equal("Enabled");
    expect(publicAccessBlock?.blockPublicPolicy).to.equal(true);
    expect(under.cloud.services.logs.has(logGroup)).to.equal(true);
  });

  it("takes in a bucket that was there before", async () => {
    // The deployer may read buckets of such names only.
    const bucket = "images-source-bucket-by-hand";
    under.cloud.services.s3.createBucket(bucket);
    const imported = await under.command([
      ...["import", "aws:s3/bucket:Bucket", "by-hand", bucket],
      ...["--yes", "--protect=false", "--generate-code=false"],
    ]);
    expectSuccess(imported);
    const { resources = [] } = await under.pulumi.exportState("dev");
    expect(resources.find(({ urn }) => nameOf(urn) === "by-hand")?.id).to.equal(bucket);
  });
});

async function openBucket({ cloud }: StackUnderTest, Bucket: string): Promise<void> {
  const { endpoint, region, credentials } = cloud;
  const s3 = new S3Client({ endpoint, region, credentials });
  try {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }));
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  } finally {
    s3.destroy();
  }
}
