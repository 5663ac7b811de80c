import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { destroyStack, memoryState, readTarget, runStack, type StackOptions } from "@image-pipeline/local-pulumi";
import { makeAwsProvider } from "@image-pipeline/local-pulumi/aws-provider";
import { prepareAccount } from "../../commands/stack/account";
import { readOutputs } from "../../commands/stack/outputs";
import type { StackOutputs } from "../../handlers/contract";
import { inventory } from "../engine/support/inventory";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";
import { jpeg } from "../support/e2e/images";

/** A stack in a cloud that it shares with others. */
interface Neighbour {
  readonly title: string;
  readonly outputs: StackOutputs;
  readonly options: StackOptions;
  /** Its resources' names that no other resource of their type may have. */
  readonly names: readonly string[];
}

async function deploy(cloud: Cloud, stack: string, title: string, names = "auto"): Promise<Neighbour> {
  const config = { names, workflow: false };
  const target = readTarget({ projectDir: PROJECT_DIR, stack, config });
  const options: StackOptions = {
    ...target,
    providers: () => Promise.resolve({ aws: () => makeAwsProvider(cloud, PROJECT_DIR) }),
    state: memoryState(),
  };
  const { failure, outputs, resources } = await runStack(options);
  if (failure !== undefined) throw failure;
  const named = resources.flatMap(({ type, outputs: { name, dashboardName, layerName } }) =>
    [name, dashboardName, layerName].flatMap((text) => (typeof text === "string" ? [`${type} ${text}`] : [])),
  );
  return { title, outputs: readOutputs(outputs), options, names: named };
}

describe("several stacks in one account and region", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stacks: Neighbour[] = [];
  let cloud: Cloud;
  let s3: S3Client;

  before(async () => {
    cloud = await startCloud({ sdkFrom: PROJECT_DIR });
    prepareAccount(cloud);
    const { endpoint, region, credentials } = cloud;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    stacks.push(await deploy(cloud, "dev", "dev"));
    stacks.push(await deploy(cloud, "dev", "another dev"));
    stacks.push(await deploy(cloud, "prod", "prod"));
    stacks.push(await deploy(cloud, "dev", "the one with the guide's names", "guide"));
  });
  after(async () => {
    s3.destroy();
    await cloud.close();
  });

  const keysOf = async (bucket: string) => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  };

  it("have no name in common", () => {
    const names = stacks.flatMap(({ names: own }) => own.filter((name) => !name.includes("apigateway/stage")));
    const unique =
      /(Function|LogGroup|Table|StateMachine|Topic|LayerVersion|Dashboard|MetricAlarm|RestApi|Queue|Role) /;
    const shared = names.filter((name, at) => unique.test(name) && names.indexOf(name) !== at);
    expect(shared).to.deep.equal([]);
    expect(names.filter((name) => unique.test(name))).to.have.length.above(stacks.length * 20);
  });

  it("process their own uploads, each with its own results and records", async () => {
    for (const [at, { outputs }] of stacks.entries()) {
      await s3.send(
        new PutObjectCommand({ Bucket: outputs.sourceBucket, Key: `${at}.jpg`, Body: await jpeg(320, 240) }),
      );
    }
    await cloud.idle();
    for (const [at, { title, outputs }] of stacks.entries()) {
      expect(await keysOf(outputs.destinationBucket), title).to.deep.equal([`processed-${at}.jpg`]);
      const table = outputs.metadataTable ?? "";
      expect(table, title).to.match(at === 3 ? /^image-metadata$/ : /^image-metadata-[0-9a-f]{7}$/);
    }
  });

  it("are destroyed one by one, and the others go on", async () => {
    const [gone, stays] = stacks;
    if (gone === undefined || stays === undefined) throw new Error("the stacks are not up");
    const { failure } = await destroyStack(gone.options);
    expect(failure).to.equal(undefined);
    await s3.send(
      new PutObjectCommand({ Bucket: stays.outputs.sourceBucket, Key: "after.jpg", Body: await jpeg(320, 240) }),
    );
    await cloud.idle();
    const result = new GetObjectCommand({ Bucket: stays.outputs.destinationBucket, Key: "processed-after.jpg" });
    expect((await s3.send(result)).ContentType).to.equal("image/jpeg");
    const left = await inventory(cloud);
    expect(left.dashboards).to.have.length(2);
    expect(left.tables).to.have.length(3);
  });
});
