import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";

import { s3Request } from "../support/cloud/raw-request";
import { rejection, rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "objects-bucket";

describe("S3 objects", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(() => s3().send(new CreateBucketCommand({ Bucket: BUCKET })));

  async function read(Key: string, more: object = {}): Promise<string> {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
    return (await Body?.transformToString()) ?? "";
  }

  for (const Key of ["plain", "a b+c/ü(1).JPG", "q?x=1&y=%2F#h", "*'!~;,:@$ []", "日本/😀.png", "../up", "a//b"]) {
    it(`keeps the key ${JSON.stringify(Key)}`, async () => {
      await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
      expect(await read(Key)).to.equal(Key);
      const { Contents } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: Key }));
      expect(Contents?.map((object) => object.Key)).to.include(Key);
      await s3().send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
      expect(await rejectionName(read(Key))).to.equal("NoSuchKey");
    });
  }

  it("keeps headers, metadata and tags", async () => {
    const headers = {
      ContentType: "image/jpeg",
      CacheControl: "max-age=60",
      ContentDisposition: 'inline; filename="a.jpg"',
      ContentLanguage: "de",
      Metadata: { width: "300" },
    };
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "meta", Body: "x", ...headers, Tagging: "a=1&b=2" }));
    const head = await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "meta" }));
    expect(head).to.deep.include(headers);
    expect(head).to.include({
      ContentLength: 1,
      ServerSideEncryption: "AES256",
      ETag: `"${createHash("md5").update("x").digest("hex")}"`,
    });
    expect(head.ContentEncoding).to.equal(undefined);
    await s3().send(
      new PutObjectTaggingCommand({
        Bucket: BUCKET,
        Key: "meta",
        Tagging: { TagSet: [{ Key: "c", Value: "+-=._:/@ ä" }] },
      }),
    );
    const { TagSet } = await s3().send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: "meta" }));
    expect(TagSet).to.deep.equal([{ Key: "c", Value: "+-=._:/@ ä" }]);
  });

  it("refuses tags that are there twice or have other characters than tags may have", async () => {
    const put = (Tagging: string) =>
      s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "tagged", Body: "x", Tagging }));
    const tagsOf = async () => {
      const { TagSet = [] } = await s3().send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: "tagged" }));
      return Object.fromEntries(TagSet.map(({ Key = "", Value }) => [Key, Value])) as Record<string, string>;
    };
    await put("foo=bar&bar");
    expect(await tagsOf()).to.deep.equal({ foo: "bar", bar: "" });
    for (const tagging of ["key1=val1&key1=val2", "key1=val1,key2=val2", "=a"]) {
      expect(await rejectionName(put(tagging)), tagging).to.equal("InvalidArgument");
    }
    const eleven = Array.from({ length: 11 }, (_, i) => `k${i}=v`).join("&");
    expect(await rejectionName(put(eleven))).to.equal("BadRequest");
  });

  it("accepts a chunked body with a trailing checksum", async () => {
    const bytes = randomBytes(300_000);
    const Body = Readable.from([bytes.subarray(0, 8192), bytes.subarray(8192, 100_000), bytes.subarray(100_000)]);
    await s3().send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "chunked",
        Body,
        ContentLength: bytes.length,
        ChecksumAlgorithm: "CRC32",
      }),
    );
    const { Body: got, ChecksumCRC32 } = await s3().send(
      new GetObjectCommand({ Bucket: BUCKET, Key: "chunked", ChecksumMode: "ENABLED" }),
    );
    expect(Buffer.from((await got?.transformToByteArray()) ?? []).equals(bytes)).to.equal(true);
    expect(ChecksumCRC32).to.match(/^[\w+/]{6}==$/);
  });

  // "123456789" is what the catalogues of CRCs give their check values for.
  for (const [algorithm, value] of [
    ["CRC32", "y/Q5Jg=="],
    ["CRC32C", "4waSgw=="],
    ["CRC64NVME", "rosUhgp5mIg="],
    ["SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="],
    ["SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="],
  ] as const) {
    it(`checks ${algorithm}`, async () => {
      const field = `Checksum${algorithm}`;
      const put = (checksum: string) =>
        s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "sum", Body: "123456789", [field]: checksum }));
      expect(await put(value)).to.have.property(field, value);
      const wrong = `${value.startsWith("A") ? "B" : "A"}${value.slice(1)}`;
      expect(await rejectionName(put(wrong))).to.equal("BadDigest");
      expect(await read("sum")).to.equal("123456789");
    });
  }

  it("returns ranges", async () => {
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "range", Body: "0123456789" }));
    expect(await read("range", { Range: "bytes=2-4" })).to.equal("234");
    expect(await read("range", { Range: "bytes=7-" })).to.equal("789");
    expect(await read("range", { Range: "bytes=-2" })).to.equal("89");
    const part = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "range", Range: "bytes=8-99" }));
    expect([part.$metadata.httpStatusCode, part.ContentRange]).to.deep.equal([206, "bytes 8-9/10"]);
    expect(await rejectionName(read("range", { Range: "bytes=10-" }))).to.equal("InvalidRange");
  });

  it("writes with If-None-Match and If-Match", async () => {
    const put = (more: object) => s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "once", Body: "x", ...more }));
    expect(await rejectionName(put({ IfMatch: '"0"' }))).to.equal("NoSuchKey");
    const { ETag } = await put({ IfNoneMatch: "*" });
    const taken = await rejection(put({ IfNoneMatch: "*" }));
    expect([taken.name, taken.$metadata?.httpStatusCode]).to.deep.equal(["PreconditionFailed", 412]);
    expect(await rejectionName(put({ IfMatch: '"0"' }))).to.equal("PreconditionFailed");
    await put({ IfMatch: ETag });
    const unsupported = await rejection(put({ IfNoneMatch: '"0"' }));
    expect([unsupported.name, unsupported.$metadata?.httpStatusCode]).to.deep.equal(["NotImplemented", 501]);
  });

  it("deletes with If-Match what has this ETag, or is there at all", async () => {
    const put = (Key: string) => s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x" }));
    const remove = (Key: string, IfMatch?: string) =>
      s3().send(new DeleteObjectCommand({ Bucket: BUCKET, Key, IfMatch }));
    const { ETag } = await put("kept");
    const changed = await rejection(remove("kept", '"0"'));
    expect([changed.name, changed.$metadata?.httpStatusCode]).to.deep.equal(["PreconditionFailed", 412]);
    expect(await read("kept")).to.equal("x");
    await remove("kept", ETag);
    expect(await rejectionName(read("kept"))).to.equal("NoSuchKey");
    expect(await rejectionName(remove("kept", ETag))).to.equal("NoSuchKey");
    expect(await rejectionName(remove("kept", "*"))).to.equal("NoSuchKey");
    await put("kept");
    await remove("kept", "*");
    expect(await rejectionName(read("kept"))).to.equal("NoSuchKey");
  });

  it("deletes those of a list whose ETag is as stated, and says which have another", async () => {
    for (const Key of ["one", "two"]) await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
    const { ETag } = await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "one" }));
    const Objects = ["one", "two"].map((Key) => ({ Key, ETag }));
    const { Deleted, Errors } = await s3().send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).to.deep.equal(["one"]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).to.deep.equal([["two", "PreconditionFailed"]]);
  });

  it("lets one of two concurrent writers succeed", async () => {
    const put = () =>
      s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "race", Body: randomBytes(200_000), IfNoneMatch: "*" }));
    const results = await Promise.allSettled([put(), put(), put()]);
    expect(results.filter((result) => result.status === "fulfilled")).to.have.length(1);
  });

  it("reads with conditions on changes", async () => {
    const { ETag } = await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "cond", Body: "x" }));
    const get = (more: object) => s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "cond", ...more }));
    expect((await rejection(get({ IfNoneMatch: ETag }))).$metadata?.httpStatusCode).to.equal(304);
    expect(await rejectionName(get({ IfMatch: '"0"' }))).to.equal("PreconditionFailed");
    expect((await rejection(get({ IfModifiedSince: new Date() }))).$metadata?.httpStatusCode).to.equal(304);
    await get({ IfUnmodifiedSince: new Date() });
  });

  it("lists pages, prefixes and delimiters in the order of UTF-8", async () => {
    const Prefix = "list/";
    for (const key of ["b/1", "b/2", "a", "é", "Z", "c", "c/x"]) {
      await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: `${Prefix}${key}`, Body: "x" }));
    }
    const seen: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await s3().send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix, Delimiter: "/", MaxKeys: 2, ContinuationToken: token }),
      );
      seen.push(
        ...(page.Contents ?? []).map((o) => o.Key ?? ""),
        ...(page.CommonPrefixes ?? []).map((p) => p.Prefix ?? ""),
      );
      token = page.NextContinuationToken;
      pages += 1;
    } while (token !== undefined);
    expect(pages).to.equal(3);
    expect(seen.sort()).to.deep.equal(["list/Z", "list/a", "list/b/", "list/c", "list/c/", "list/é"]);
    const { Contents } = await s3().send(new ListObjectsCommand({ Bucket: BUCKET, Prefix, Marker: "list/c" }));
    expect(Contents?.map((o) => o.Key)).to.deep.equal(["list/c/x", "list/é"]);
    const { KeyCount } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix, StartAfter: "list/b/1" }));
    expect(KeyCount).to.equal(4);
  });

  it("copies with and without the metadata", async () => {
    await s3().send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "from ü", Body: "copy", ContentType: "a/b", Metadata: { m: "1" } }),
    );
    const CopySource = `${BUCKET}/${encodeURIComponent("from ü")}`;
    await s3().send(new CopyObjectCommand({ Bucket: BUCKET, Key: "to", CopySource }));
    const kept = await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "to" }));
    expect([kept.ContentType, kept.Metadata]).to.deep.equal(["a/b", { m: "1" }]);
    await s3().send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: "to",
        CopySource,
        MetadataDirective: "REPLACE",
        ContentType: "c/d",
      }),
    );
    const replaced = await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "to" }));
    expect([replaced.ContentType, replaced.Metadata]).to.deep.equal(["c/d", {}]);
    const self = new CopyObjectCommand({ Bucket: BUCKET, Key: "to", CopySource: `${BUCKET}/to` });
    expect(await rejectionName(s3().send(self))).to.equal("InvalidRequest");
  });

  it("deletes many at once, without errors for missing keys", async () => {
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "d<1>", Body: "x" }));
    const Delete = { Objects: [{ Key: "d<1>" }, { Key: "never" }] };
    const { Deleted, Errors } = await s3().send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect([Deleted?.map((d) => d.Key), Errors]).to.deep.equal([["d<1>", "never"], undefined]);
    expect(await rejectionName(read("d<1>"))).to.equal("NoSuchKey");
  });

  it("refuses properties of objects that it does not have", async () => {
    const put = (more: object) => rejectionName(s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "x", ...more })));
    expect(await put({ StorageClass: "GLACIER" })).to.equal("NotImplemented");
    expect(await put({ WebsiteRedirectLocation: "/y" })).to.equal("NotImplemented");
    expect(await put({ ObjectLockLegalHoldStatus: "ON" })).to.equal("NotImplemented");
    expect(await put({ GrantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' })).to.equal(
      "AccessControlListNotSupported",
    );
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "x", StorageClass: "STANDARD" }));
  });

  it("takes one condition of a write, and no * for If-Match", async () => {
    const object = { Bucket: BUCKET, Key: "conditions", Body: "x" };
    const { ETag } = await s3().send(new PutObjectCommand(object));
    for (const conditions of [{ IfMatch: "*" }, { IfMatch: ETag, IfNoneMatch: "*" }, { IfNoneMatch: ETag }]) {
      expect(await rejectionName(s3().send(new PutObjectCommand({ ...object, ...conditions })))).to.equal(
        "NotImplemented",
      );
    }
    const copy = {
      Bucket: BUCKET,
      Key: "conditions",
      CopySource: `${BUCKET}/conditions`,
      MetadataDirective: "REPLACE" as const,
    };
    for (const [conditions, name] of [
      [{ IfNoneMatch: "*" }, "PreconditionFailed"],
      [{ IfMatch: '"0"' }, "PreconditionFailed"],
      [{ CopySourceIfMatch: '"0"' }, "PreconditionFailed"],
      [{ CopySourceIfNoneMatch: ETag }, "PreconditionFailed"],
    ] as const) {
      expect(await rejectionName(s3().send(new CopyObjectCommand({ ...copy, ...conditions })))).to.equal(name);
    }
    await s3().send(new CopyObjectCommand({ ...copy, IfMatch: ETag, CopySourceIfMatch: ETag }));
  });

  it("refuses callers that expect another account's bucket", async () => {
    const head = (ExpectedBucketOwner: string) =>
      s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "plain2", ExpectedBucketOwner }));
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "plain2", Body: "x" }));
    await head("000000000000");
    expect((await rejection(head("111122223333"))).$metadata?.httpStatusCode).to.equal(403);
  });

  it("keeps a content encoding as it was given, without the framing of the transfer", async () => {
    const put = { method: "PUT", path: `/${BUCKET}/encoded`, body: "x" };
    for (const [given, kept] of [
      ["deflate, gzip", "deflate, gzip"],
      ["aws-chunked, gzip", "gzip"],
      ["gzip,aws-chunked", "gzip"],
      ["aws-chunked", undefined],
    ] as const) {
      await s3Request(suite().cloud, { ...put, headers: { "content-encoding": given } });
      const head = await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "encoded" }));
      expect(head.ContentEncoding, given).to.equal(kept);
    }
  });

  it("needs no encryption header to read, and takes none", async () => {
    const read = { method: "GET", path: `/${BUCKET}/encoded`, headers: { "x-amz-server-side-encryption": "AES256" } };
    expect((await s3Request(suite().cloud, read)).code).to.equal("InvalidArgument");
  });

  it("fails with an injected error", async () => {
    const { cloud } = suite();
    cloud.faults.fail("s3", "GetObject", { times: 1, resource: "plain2", status: 503, code: "SlowDown" });
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "plain2", Body: "x" }));
    const error = await rejection(read("plain2"));
    expect([error.name, error.$metadata?.httpStatusCode]).to.deep.equal(["SlowDown", 503]);
    expect(await read("plain2")).to.equal("x");
  });
});
