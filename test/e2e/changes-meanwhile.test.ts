import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { ObjectEvent } from "@image-pipeline/local-aws";
import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { corners, jpeg } from "../support/e2e/images";
import type { Pipeline } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

/** Lets something happen in S3 at the moment at which the next result is stored, before its function hears of it. */
function whenStored({ cloud, outputs }: Pipeline, happen: () => void): void {
  const onObject = ({ bucket, eventName }: ObjectEvent) => {
    if (bucket !== outputs.destinationBucket || !eventName.startsWith("ObjectCreated:")) return;
    cloud.events.off("object", onObject);
    happen();
  };
  cloud.events.on("object", onObject);
}

for (const kind of ["direct", "workflow"] as const) {
  describe(`an original that changes while it is processed: ${kind}`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const stack = useStack(kind);
    const s3 = () => stack().cloud.services.s3;
    const resultKeys = async (key: string) => (await stack().resultKeys()).filter((result) => result.includes(key));

    it("leaves nothing where it is hidden when its result has just been stored", async () => {
      await stack().put("hidden-meanwhile.jpg", await jpeg(160, 120));
      // By a lifecycle rule, which tells nobody: only who has stored the result can notice.
      whenStored(stack(), () => s3().expire(stack().outputs.sourceBucket, "hidden-meanwhile.jpg"));
      await stack().put("hidden-meanwhile.jpg", await jpeg(320, 240));
      expect(await resultKeys("hidden-meanwhile")).to.deep.equal([]);
      expect(await stack().records("hidden-meanwhile.jpg")).to.deep.equal([]);
    });

    it("has the results of the version before where it is gone when its result has just been stored", async () => {
      const first = await stack().put("uncovered-meanwhile.jpg", await jpeg(160, 120));
      whenStored(stack(), () => {
        // As if its event were lost.
        const bucket = s3().bucket(stack().outputs.sourceBucket);
        const version = bucket.current("uncovered-meanwhile.jpg");
        if (version) bucket.remove(version);
      });
      await stack().put("uncovered-meanwhile.jpg", await jpeg(320, 240));
      const records = await stack().records("uncovered-meanwhile.jpg");
      expect(records.map(({ version_id: version, status }) => [version, status])).to.deep.equal([[first, "PROCESSED"]]);
      const result = await stack().result("processed-uncovered-meanwhile.jpg");
      expect(result?.Metadata?.["image-id"]).to.equal(records[0]?.image_id);
    });

    it("has one result where it is replaced by a file of another format, and none where by no image", async () => {
      await stack().put("replaced.jpg", await jpeg(160, 120));
      expect(await resultKeys("replaced.jpg")).to.deep.equal(["processed-replaced.jpg"]);
      await stack().put("replaced.jpg", await corners(160, 120).webp().toBuffer());
      expect(await resultKeys("replaced.jpg")).to.deep.equal(["processed/replaced.jpg.jpg"]);
      await stack().put("replaced.jpg", Buffer.from("no image"));
      expect(await resultKeys("replaced.jpg")).to.deep.equal([]);
    });
  });
}

describe("the workflow's record step", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("workflow");

  it("makes the results of the current version again where an earlier one's execution finds them missing", async () => {
    const key = "late-execution.jpg";
    const { cloud, outputs, s3 } = stack();
    const first = await stack().put(key, await jpeg(160, 120));
    await stack().put(key, await jpeg(320, 240));
    await s3.send(new DeleteObjectCommand({ Bucket: outputs.destinationBucket, Key: `processed-${key}` }));
    const { endpoint, region, credentials } = cloud;
    const lambda = new LambdaClient({ endpoint, region, credentials });
    const ref = { bucket: outputs.sourceBucket, key, versionId: first };
    const upload = { ref, time: new Date().toISOString(), sequencer: "0".repeat(32) };
    const state = { outcome: "refused", upload, startedAt: Date.now(), reason: "SUPERSEDED", message: "late" };
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: stack().functionNamed("image-workflow-record"),
        Payload: Buffer.from(JSON.stringify(state)),
      }),
    );
    lambda.destroy();
    expect(answer.FunctionError).to.equal(undefined);
    const result = await stack().result(`processed-${key}`);
    const current = (await stack().records(key)).find(({ version_id: version }) => version !== first);
    expect(result?.Metadata?.["image-id"]).to.be.a("string").that.equals(current?.image_id);
  });
});
