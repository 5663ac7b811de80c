import {
  GetBucketLifecycleConfigurationCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { useCloud } from "../support/cloud/use-cloud";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("a lifecycle", () => {
  const suite = useCloud();
  const keysOf = async (Bucket: string) => {
    const { Contents = [] } = await suite().root.s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key);
  };
  const fill = async (Bucket: string, tags: Readonly<Record<string, string>>) => {
    suite().cloud.services.s3.createBucket(Bucket);
    for (const [Key, Tagging] of Object.entries(tags)) {
      await suite().root.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", Tagging }));
    }
  };
  /** The midnight of UTC that is next after a number of days from now. */
  const midnightAfter = (days: number) => Math.ceil((Date.now() + days * DAY_MS) / DAY_MS) * DAY_MS;

  it("lets objects with a tag expire at the midnight after so many days, and no others", async () => {
    const { s3 } = suite().cloud.services;
    await fill("tagged", { old: "superseded=true", other: "superseded=false", more: "a=1&superseded=true", none: "" });
    const rule = { id: "a", enabled: true, prefix: "", tag: { key: "superseded", value: "true" }, expirationDays: 3 };
    s3.configure("tagged", { lifecycle: [rule], versioning: "Enabled" });
    const due = midnightAfter(3);
    expect(s3.expireDue("tagged", new Date(due - 1))).to.deep.equal([]);
    expect(await keysOf("tagged")).to.have.length(4);
    expect(s3.expireDue("tagged", new Date(due))).to.deep.equal(["more", "old"]);
    expect(await keysOf("tagged")).to.deep.equal(["none", "other"]);
    const { DeleteMarkers = [] } = await suite().root.s3.send(new ListObjectVersionsCommand({ Bucket: "tagged" }));
    expect(DeleteMarkers.map(({ Key }) => Key)).to.deep.equal(["more", "old"]);
    expect(s3.expireDue("tagged", new Date(due)), "what has a delete marker is no current object").to.deep.equal([]);
  });

  it("lets objects below a prefix expire, where its rule is enabled and is one of current objects", async () => {
    const { s3 } = suite().cloud.services;
    await fill("prefixed", { "a/1": "", "b/1": "", "c/1": "" });
    s3.configure("prefixed", {
      lifecycle: [
        { id: "a", enabled: true, prefix: "a/", expirationDays: 1 },
        { id: "b", enabled: false, prefix: "b/", expirationDays: 1 },
        { id: "c", enabled: true, prefix: "c/", noncurrentDays: 1, expiredObjectDeleteMarker: true },
      ],
    });
    expect(s3.expireDue("prefixed", new Date(midnightAfter(1)))).to.deep.equal(["a/1"]);
    expect(await keysOf("prefixed")).to.deep.equal(["b/1", "c/1"]);
  });

  it("is described with the prefix or the tag of each rule", async () => {
    const { s3 } = suite().cloud.services;
    s3.createBucket("described");
    s3.configure("described", {
      lifecycle: [
        { id: "a", enabled: true, prefix: "in/", expirationDays: 1 },
        { id: "b", enabled: true, prefix: "", tag: { key: "k", value: "v" }, expirationDays: 2 },
      ],
    });
    const answer = await suite().root.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: "described" }));
    expect(answer.Rules?.map(({ ID, Filter, Expiration }) => ({ ID, Filter, Expiration }))).to.deep.equal([
      { ID: "a", Filter: { Prefix: "in/" }, Expiration: { Days: 1 } },
      { ID: "b", Filter: { Tag: { Key: "k", Value: "v" } }, Expiration: { Days: 2 } },
    ]);
  });
});
