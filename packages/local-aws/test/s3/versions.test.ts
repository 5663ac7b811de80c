import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { rejection, rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

describe("S3 versions", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  let buckets = 0;

  async function bucket(Status?: "Enabled" | "Suspended"): Promise<string> {
    const Bucket = `versions-${(buckets += 1)}`;
    await s3().send(new CreateBucketCommand({ Bucket }));
    if (Status !== undefined) {
      await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    }
    return Bucket;
  }

  const put = async (Bucket: string, Body: string) =>
    (await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body }))).VersionId;

  async function read(Bucket: string, VersionId?: string): Promise<string> {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key: "k", VersionId }));
    return (await Body?.transformToString()) ?? "";
  }

  it("have no identifier without versioning", async () => {
    const Bucket = await bucket();
    expect(await put(Bucket, "1")).to.equal(undefined);
    expect(await put(Bucket, "2")).to.equal(undefined);
    const { Versions } = await s3().send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map((v) => [v.VersionId, v.IsLatest])).to.deep.equal([["null", true]]);
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await s3().send(new DeleteBucketCommand({ Bucket }));
  });

  it("are found by their identifier", async () => {
    const Bucket = await bucket("Enabled");
    const [first, second] = [await put(Bucket, "1"), await put(Bucket, "2")];
    expect([await read(Bucket), await read(Bucket, first), await read(Bucket, second)]).to.deep.equal(["2", "1", "2"]);
    expect(await rejectionName(read(Bucket, "x".repeat(32)))).to.equal("NoSuchVersion");
  });

  it("are hidden by a delete marker until it is removed", async () => {
    const Bucket = await bucket("Enabled");
    await put(Bucket, "1");
    const marker = await s3().send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(marker.DeleteMarker).to.equal(true);
    expect(await rejectionName(read(Bucket))).to.equal("NoSuchKey");
    const onMarker = s3().send(new HeadObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
    expect((await rejection(onMarker)).$metadata?.httpStatusCode).to.equal(405);
    expect((await s3().send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(0);
    const { Versions, DeleteMarkers } = await s3().send(new ListObjectVersionsCommand({ Bucket }));
    expect([Versions?.[0]?.IsLatest, DeleteMarkers?.[0]?.IsLatest]).to.deep.equal([false, true]);
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
    expect(await read(Bucket)).to.equal("1");
  });

  it("are the condition of a removal as long as no delete marker hides them", async () => {
    const Bucket = await bucket("Enabled");
    const older = await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    const newer = await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body: "2" }));
    const remove = (IfMatch?: string) => s3().send(new DeleteObjectCommand({ Bucket, Key: "k", IfMatch }));
    expect(await rejectionName(remove(older.ETag))).to.equal("PreconditionFailed");
    expect((await remove(newer.ETag)).DeleteMarker).to.equal(true);
    expect(await rejectionName(remove(newer.ETag))).to.equal("PreconditionFailed");
    expect(await rejectionName(remove("*"))).to.equal("PreconditionFailed");
    const write = (IfMatch?: string) =>
      s3().send(
        new PutObjectCommand({ Bucket, Key: "k", Body: "3", ...(IfMatch ? { IfMatch } : { IfNoneMatch: "*" }) }),
      );
    expect(await rejectionName(write(newer.ETag))).to.equal("NoSuchKey");
    await write();
    expect(await read(Bucket)).to.equal("3");
  });

  it("are removed permanently by their identifier", async () => {
    const Bucket = await bucket("Enabled");
    const [first, second] = [await put(Bucket, "1"), await put(Bucket, "2")];
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: second }));
    expect(await read(Bucket)).to.equal("1");
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: first }));
    expect(await rejectionName(read(Bucket))).to.equal("NoSuchKey");
  });

  it("have one null version while versioning is suspended", async () => {
    const Bucket = await bucket("Enabled");
    const first = await put(Bucket, "1");
    await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }));
    expect([await put(Bucket, "2"), await put(Bucket, "3")]).to.deep.equal([undefined, undefined]);
    expect((await s3().send(new HeadObjectCommand({ Bucket, Key: "k" }))).VersionId).to.equal("null");
    const { Versions } = await s3().send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map((v) => v.VersionId)).to.deep.equal(["null", first]);
  });

  it("prevent the deletion of a bucket, as do delete markers", async () => {
    const Bucket = await bucket("Enabled");
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await rejectionName(s3().send(new DeleteBucketCommand({ Bucket })))).to.equal("BucketNotEmpty");
  });

  it("are listed in pages", async () => {
    const Bucket = await bucket("Enabled");
    for (const Key of ["a", "b", "b", "c"]) await s3().send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const first = await s3().send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 3 }));
    expect(first.Versions?.map((v) => v.Key)).to.deep.equal(["a", "b", "b"]);
    const second = await s3().send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 3, KeyMarker: first.NextKeyMarker }),
    );
    expect([second.Versions?.map((v) => v.Key), second.IsTruncated]).to.deep.equal([["c"], false]);
  });
});
