import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { s3Store } from "../../layer/s3-store";
import { fakeHttp, testIdentity, type Answer } from "./fake-http";

const ref = { bucket: "source", key: "a b+c/ü.JPG", versionId: "v1" };
const storeOver = (answers: Answer[], key?: string) => {
  const http = fakeHttp(...answers);
  return { ...http, store: s3Store(new S3Client({ ...testIdentity, requestHandler: http.handler }), key) };
};
const notFound = (code: string): Answer => ({
  status: 404,
  headers: { "content-type": "application/xml" },
  body: `<Error><Code>${code}</Code><Message>gone</Message></Error>`,
});
const failure = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => expect.fail("expected a failure"),
    (error: Error) => error,
  );

describe("objects in S3", () => {
  it("reads one version of a key with blanks, plus signs and umlauts", async () => {
    const { store, sent } = storeOver([{ headers: { "content-length": "7" }, body: "a cat!!" }]);
    const object = await store.open(ref);
    expect(object.sizeBytes).to.equal(7);
    expect((await object.read()).toString()).to.equal("a cat!!");
    expect(sent[0]).to.include({ method: "GET", path: "/a%20b%2Bc/%C3%BC.JPG" });
    expect(sent[0]?.query).to.include({ versionId: "v1" });
  });

  it("names no version where there is none", async () => {
    const { store, sent } = storeOver([{ headers: { "content-length": "0" } }]);
    await store.open({ bucket: "source", key: "cat.jpg" });
    expect(sent[0]?.query).not.to.have.property("versionId");
  });

  it("discards a body that is not read", async () => {
    const { store, bodies } = storeOver([{ headers: { "content-length": "7" }, body: "a cat!!" }]);
    (await store.open(ref)).discard();
    expect(bodies[0]?.destroyed).to.be.true;
  });

  for (const code of ["NoSuchKey", "NoSuchVersion"]) {
    it(`answers SOURCE_GONE when S3 answers ${code}`, async () => {
      const error = await failure(storeOver([notFound(code)]).store.open(ref));
      expect(error.code).to.equal("SOURCE_GONE");
      expect(error.message).to.equal("s3://source/a b+c/ü.JPG (version v1) does not exist any more.");
      expect(error.cause).to.have.property("name", code);
      const current = await failure(storeOver([notFound(code)]).store.open({ bucket: "source", key: "cat.jpg" }));
      expect(current.message).to.equal("s3://source/cat.jpg does not exist any more.");
    });
  }

  it("does not take a missing bucket, denied access or throttling for a missing object", async () => {
    for (const [status, code] of [
      [404, "NoSuchBucket"],
      [403, "AccessDenied"],
      [503, "SlowDown"],
    ] as const) {
      const error = await failure(storeOver([{ ...notFound(code), status }]).store.open(ref));
      expect(error.code, code).not.to.equal("SOURCE_GONE");
      expect(error.name).to.equal(code);
    }
  });

  it("reads the current version from its headers", async () => {
    const headers = {
      "x-amz-version-id": "v1",
      etag: '"tag"',
      "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      "x-amz-meta-image-id": "id",
    };
    const { store, sent } = storeOver([{ headers }]);
    expect(await store.current("source", "cat.jpg")).to.deep.equal({
      state: "present",
      versionId: "v1",
      etag: '"tag"',
      modified: "2026-01-02T03:04:05.000Z",
      metadata: { "image-id": "id" },
    });
    expect(sent[0]).to.include({ method: "HEAD", path: "/cat.jpg" });
    expect(sent[0]?.query).not.to.have.property("versionId");
  });

  it("distinguishes a delete marker from a key without versions, and fails when access is denied", async () => {
    const marker = { "x-amz-delete-marker": "true", "x-amz-version-id": "m1" };
    const { store } = storeOver([{ status: 404, headers: marker }, { status: 404 }, { status: 403 }]);
    expect(await store.current("source", "cat.jpg")).to.deep.equal({ state: "deleted", markerId: "m1" });
    expect(await store.current("source", "cat.jpg")).to.deep.equal({ state: "absent" });
    await failure(store.current("source", "cat.jpg"));
  });

  it("removes the current object, or one version", async () => {
    const { store, sent } = storeOver([{ status: 204 }, { status: 204 }]);
    await store.remove({ bucket: "source", key: "cat.jpg" });
    await store.remove(ref);
    expect(sent.map(({ method, query }) => [method, query.versionId])).to.deep.equal([
      ["DELETE", undefined],
      ["DELETE", "v1"],
    ]);
  });

  const options = { contentType: "image/png", cacheControl: "public, max-age=5", metadata: { "image-id": "id" } };

  it("writes with content type, cache control, metadata and SSE-S3", async () => {
    const { store, sent } = storeOver([{}]);
    await store.write("destination", "processed-cat.png", Buffer.from("bytes"), options, { state: "absent" });
    expect(sent[0]).to.include({ method: "PUT", path: "/processed-cat.png" });
    expect(sent[0]?.headers).to.include({
      "content-type": "image/png",
      "cache-control": "public, max-age=5",
      "x-amz-meta-image-id": "id",
      "x-amz-server-side-encryption": "AES256",
    });
    expect(sent[0]?.headers).not.to.have.property("x-amz-server-side-encryption-aws-kms-key-id");
  });

  it("states the condition of a write and of a removal", async () => {
    const { store, sent } = storeOver([{}, {}, {}, { status: 204 }]);
    const seen = { state: "present", etag: '"tag"', modified: "2026-01-02T03:04:05.000Z", metadata: {} } as const;
    for (const one of [{ state: "absent" }, { state: "deleted", markerId: "m1" }, seen] as const) {
      expect(await store.write("destination", "cat.png", Buffer.from("bytes"), options, one)).to.be.true;
    }
    expect(await store.removeIf("destination", "cat.png", '"tag"')).to.be.true;
    const conditions = sent.map(({ method, headers }) => [method, headers["if-none-match"], headers["if-match"]]);
    expect(conditions).to.deep.equal([
      ["PUT", "*", undefined],
      ["PUT", "*", undefined],
      ["PUT", undefined, '"tag"'],
      ["DELETE", undefined, '"tag"'],
    ]);
  });

  for (const [status, code] of [
    [412, "PreconditionFailed"],
    [409, "ConditionalRequestConflict"],
    [404, "NoSuchKey"],
  ] as const) {
    it(`has neither written nor removed anything when S3 answers ${code}`, async () => {
      const { store } = storeOver([
        { ...notFound(code), status },
        { ...notFound(code), status },
      ]);
      expect(await store.write("b", "k", Buffer.from("bytes"), options, { state: "absent" })).to.be.false;
      expect(await store.removeIf("b", "k", '"tag"')).to.be.false;
    });
  }

  it("fails when a conditional request fails for another reason", async () => {
    const { store } = storeOver([{ ...notFound("NoSuchBucket") }, { ...notFound("AccessDenied"), status: 403 }]);
    expect((await failure(store.write("b", "k", Buffer.from("bytes"), options, { state: "absent" }))).name).to.equal(
      "NoSuchBucket",
    );
    expect((await failure(store.removeIf("b", "k", '"tag"'))).name).to.equal("AccessDenied");
  });

  it("lists a key's versions page by page, and stops where the next key begins", async () => {
    const page = (truncated: string, entries: string): Answer => ({
      headers: { "content-type": "application/xml" },
      body: `<ListVersionsResult>${truncated}${entries}</ListVersionsResult>`,
    });
    const entry = (kind: string, key: string, id: string) =>
      `<${kind}><Key>${key}</Key><VersionId>${id}</VersionId><LastModified>2026-01-02T03:04:05.000Z</LastModified></${kind}>`;
    const next = (key: string, id: string) =>
      `<IsTruncated>true</IsTruncated><NextKeyMarker>${key}</NextKeyMarker><NextVersionIdMarker>${id}</NextVersionIdMarker>`;
    const { store, sent } = storeOver([
      page(next("cat", "v1"), entry("DeleteMarker", "cat", "m1") + entry("Version", "cat", "v1")),
      page(next("cat.jpg", "v9"), entry("Version", "cat", "v0") + entry("Version", "cat.jpg", "v9")),
    ]);
    const modified = "2026-01-02T03:04:05.000Z";
    expect(await store.versions("source", "cat")).to.deep.equal([
      { versionId: "v0", isMarker: false, modified },
      { versionId: "m1", isMarker: true, modified },
      { versionId: "v1", isMarker: false, modified },
    ]);
    expect(sent.map(({ query }) => [query.prefix, query["key-marker"], query["version-id-marker"]])).to.deep.equal([
      ["cat", undefined, undefined],
      ["cat", "cat", "v1"],
    ]);
  });

  it("writes with the given key and its bucket key", async () => {
    const { store, sent } = storeOver([{}], "arn:aws:kms:eu-central-1:123456789012:key/k");
    await store.write("destination", "processed-cat.png", Buffer.from("bytes"), options, { state: "absent" });
    expect(sent[0]?.headers).to.include({
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:eu-central-1:123456789012:key/k",
      "x-amz-server-side-encryption-bucket-key-enabled": "true",
    });
  });
});
