import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/pictures";
import { s3Record } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

describe("originals that are removed", function () {
  this.timeout(30_000);
  const stack = useStack("direct");
  let picture: Buffer;
  before(async () => (picture = await jpeg(320, 240)));

  /** Removes what the key shows, or one version; answers the delete marker's version. */
  const remove = async (key: string, VersionId?: string) => {
    const { s3, outputs, cloud } = stack();
    const answer = await s3.send(new DeleteObjectCommand({ Bucket: outputs.sourceBucket, Key: key, VersionId }));
    await cloud.idle();
    return answer.VersionId;
  };
  /** What the API says of an image. */
  const ask = (path: string, query: Record<string, string> = {}) =>
    callApi(stack().output("uploadApiUrl"), { method: "GET", path, query }, stack().cloud.credentials);
  const hasResult = async (key: string) => (await stack().result(`processed-${key}`)) !== undefined;

  it("take their results and their record with them", async () => {
    await stack().put("removed.jpg", picture);
    expect(await hasResult("removed.jpg")).to.equal(true);
    await remove("removed.jpg");
    expect(await hasResult("removed.jpg")).to.equal(false);
    expect(await stack().records("removed.jpg")).to.deep.equal([]);
  });

  it("bring their results back when the delete marker is removed", async () => {
    const version = await stack().put("restored.jpg", picture);
    const marker = await remove("restored.jpg");
    expect(await hasResult("restored.jpg")).to.equal(false);
    await remove("restored.jpg", marker);
    expect(await hasResult("restored.jpg")).to.equal(true);
    const records = await stack().records("restored.jpg");
    expect(records.map((record) => [record.status, record.version_id])).to.deep.equal([["PROCESSED", version]]);
  });

  it("leave everything as it is when a noncurrent version is removed", async () => {
    const first = await stack().put("two-versions.jpg", await jpeg(160, 120));
    const second = await stack().put("two-versions.jpg", picture);
    const before = await stack().result("processed-two-versions.jpg");
    await remove("two-versions.jpg", first);
    expect((await stack().result("processed-two-versions.jpg"))?.ETag).to.equal(before?.ETag);
    const versions = (await stack().records("two-versions.jpg")).map((record) => record.version_id);
    expect(versions).to.have.members([first, second]);
  });

  it("leave the version before them in their place when they are removed for good, and nothing of themselves", async () => {
    const small = await stack().put("uncovered.jpg", await jpeg(160, 120));
    const large = await stack().put("uncovered.jpg", picture);
    const record = async (version: string | undefined) =>
      (await stack().records("uncovered.jpg")).find((one) => one.version_id === version);
    const shown = async () => (await stack().result("processed-uncovered.jpg"))?.Metadata?.["image-id"];
    const ids = { small: (await record(small))?.image_id, large: (await record(large))?.image_id };
    expect(await shown()).to.equal(ids.large);
    expect((await ask(`/images/${String(ids.small)}`)).json).to.deep.include({ status: "PROCESSED", links: {} });
    await remove("uncovered.jpg", large);
    expect(await shown()).to.equal(ids.small);
    expect(await record(small)).to.include({ status: "PROCESSED", original_size: "160x120" });
    expect(await record(large)).to.equal(undefined);
    const gone = await ask(`/images/${String(ids.large)}`);
    expect([gone.status, gone.json.code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
    const current = await ask("/images", { key: "uncovered.jpg" });
    expect(current.json).to.include({ image_id: ids.small, original_size: "160x120" });
    expect(current.json.links).to.have.all.keys("processed");
  });

  it("leave nothing but the truth where the version before them was refused", async () => {
    await stack().put("uncovered-text.jpg", Buffer.from("no picture"));
    const version = await stack().put("uncovered-text.jpg", picture);
    await remove("uncovered-text.jpg", version);
    expect(await hasResult("uncovered-text.jpg")).to.equal(false);
    const { status, json } = await ask("/images", { key: "uncovered-text.jpg" });
    expect(status).to.equal(200);
    expect(json).to.deep.include({ status: "REFUSED", reason: "NOT_AN_IMAGE", links: {} });
  });

  it("leave their results where they expire", async () => {
    await stack().put("expired.jpg", picture);
    stack().cloud.services.s3.expire(stack().outputs.sourceBucket, "expired.jpg");
    await stack().cloud.idle();
    expect(await hasResult("expired.jpg")).to.equal(true);
    expect(await stack().records("expired.jpg")).to.have.length(1);
  });

  it("are kept as an event in the dead-letter queue where they cannot be followed", async () => {
    await stack().put("stuck.jpg", picture);
    stack().cloud.faults.fail("s3", "HeadObject");
    stack().cloud.faults.fail("s3", "GetObject");
    await remove("stuck.jpg");
    stack().cloud.faults.clear();
    const kept = JSON.stringify(await stack().deadLetters());
    expect(kept).to.contain("stuck.jpg").and.contain("ObjectRemoved:DeleteMarkerCreated");
  });

  it("are recorded as gone where their event comes too late", async () => {
    const { sourceBucket } = stack().outputs;
    await stack().invoke({ Records: [s3Record(sourceBucket, "too-late.jpg", undefined, "01")] });
    const [record] = await stack().records("too-late.jpg");
    expect(record).to.include({ status: "REFUSED", reason: "SOURCE_GONE" });
  });

  it("may be removed although there never was a result", async () => {
    await stack().put("nothing.jpg", Buffer.from("no picture"));
    await remove("nothing.jpg");
    expect(await stack().records("nothing.jpg")).to.deep.equal([]);
    expect(await stack().deadLetters()).to.deep.equal([]);
  });
});
