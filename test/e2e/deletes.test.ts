import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/images";
import { s3Record } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

describe("removed originals", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");
  let image: Buffer;
  before(async () => (image = await jpeg(320, 240)));

  /** Removes the current version behind a delete marker, or one version for good. @returns the version of the marker */
  const remove = async (key: string, VersionId?: string) => {
    const { s3, outputs, cloud } = stack();
    const answer = await s3.send(new DeleteObjectCommand({ Bucket: outputs.sourceBucket, Key: key, VersionId }));
    await cloud.idle();
    return answer.VersionId;
  };
  const get = (path: string, query: Record<string, string> = {}) =>
    callApi(stack().output("uploadApiUrl"), { method: "GET", path, query }, stack().cloud.credentials);
  const hasResult = async (key: string) => (await stack().result(`processed-${key}`)) !== undefined;

  it("have their results and their record deleted", async () => {
    await stack().put("removed.jpg", image);
    expect(await hasResult("removed.jpg")).to.equal(true);
    await remove("removed.jpg");
    expect(await hasResult("removed.jpg")).to.equal(false);
    expect(await stack().records("removed.jpg")).to.deep.equal([]);
  });

  it("have their results restored when the delete marker is removed", async () => {
    const version = await stack().put("restored.jpg", image);
    const marker = await remove("restored.jpg");
    expect(await hasResult("restored.jpg")).to.equal(false);
    await remove("restored.jpg", marker);
    expect(await hasResult("restored.jpg")).to.equal(true);
    const records = await stack().records("restored.jpg");
    expect(records.map((record) => [record.status, record.version_id])).to.deep.equal([["PROCESSED", version]]);
  });

  it("change no result where a noncurrent version is removed", async () => {
    const first = await stack().put("two-versions.jpg", await jpeg(160, 120));
    const second = await stack().put("two-versions.jpg", image);
    const before = await stack().result("processed-two-versions.jpg");
    await remove("two-versions.jpg", first);
    expect((await stack().result("processed-two-versions.jpg"))?.ETag).to.equal(before?.ETag);
    const versions = (await stack().records("two-versions.jpg")).map((record) => record.version_id);
    expect(versions).to.have.members([first, second]);
  });

  it("are replaced by the results of the previous version where the current one is removed for good", async () => {
    const small = await stack().put("uncovered.jpg", await jpeg(160, 120));
    const large = await stack().put("uncovered.jpg", image);
    const record = async (version: string | undefined) =>
      (await stack().records("uncovered.jpg")).find((one) => one.version_id === version);
    const currentImageId = async () => (await stack().result("processed-uncovered.jpg"))?.Metadata?.["image-id"];
    const ids = { small: (await record(small))?.image_id, large: (await record(large))?.image_id };
    expect(await currentImageId()).to.equal(ids.large);
    expect((await get(`/images/${String(ids.small)}`)).json).to.deep.include({ status: "PROCESSED", links: {} });
    await remove("uncovered.jpg", large);
    expect(await currentImageId()).to.equal(ids.small);
    expect(await record(small)).to.include({ status: "PROCESSED", original_size: "160x120" });
    expect(await record(large)).to.equal(undefined);
    const gone = await get(`/images/${String(ids.large)}`);
    expect([gone.status, gone.json.code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
    const current = await get("/images", { key: "uncovered.jpg" });
    expect(current.json).to.include({ image_id: ids.small, original_size: "160x120" });
    expect(current.json.links).to.have.all.keys("processed");
  });

  it("have no result and the refusal of the previous version where that one was refused", async () => {
    await stack().put("uncovered-text.jpg", Buffer.from("no image"));
    const version = await stack().put("uncovered-text.jpg", image);
    await remove("uncovered-text.jpg", version);
    expect(await hasResult("uncovered-text.jpg")).to.equal(false);
    const { status, json } = await get("/images", { key: "uncovered-text.jpg" });
    expect(status).to.equal(200);
    expect(json).to.deep.include({ status: "REFUSED", reason: "NOT_AN_IMAGE", links: {} });
  });

  it("keep their results where they expire", async () => {
    await stack().put("expired.jpg", image);
    stack().cloud.services.s3.expire(stack().outputs.sourceBucket, "expired.jpg");
    await stack().cloud.idle();
    expect(await hasResult("expired.jpg")).to.equal(true);
    expect(await stack().records("expired.jpg")).to.have.length(1);
  });

  it("are kept as events in the dead-letter queue where their results cannot be removed", async () => {
    await stack().put("stuck.jpg", image);
    stack().cloud.faults.fail("s3", "HeadObject");
    stack().cloud.faults.fail("s3", "GetObject");
    await remove("stuck.jpg");
    stack().cloud.faults.clear();
    const kept = JSON.stringify(await stack().deadLetters());
    expect(kept).to.contain("stuck.jpg").and.contain("ObjectRemoved:DeleteMarkerCreated");
  });

  it("leave no record where the event of their upload is processed after their removal", async () => {
    const { sourceBucket } = stack().outputs;
    const { payload } = await stack().invoke({ Records: [s3Record(sourceBucket, "too-late.jpg", undefined, "01")] });
    expect(payload).to.deep.equal({ processed: 0, refused: 1, ignored: 0 });
    expect(await stack().records("too-late.jpg")).to.deep.equal([]);
  });

  it("need not have had a result", async () => {
    await stack().put("nothing.jpg", Buffer.from("no image"));
    await remove("nothing.jpg");
    expect(await stack().records("nothing.jpg")).to.deep.equal([]);
    expect(await stack().deadLetters()).to.deep.equal([]);
  });
});
