import { CreateBucketCommand, GetObjectTaggingCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { expect } from "chai";
import type { CurrentObject, ObjectStore } from "../../handlers/ports/object-store";
import { s3Store } from "../../layer/s3-store";
import { memoryObjectStore } from "../handlers/memory-object-store";

interface Opened {
  readonly store: ObjectStore;
  createBucket(name: string, versioned: boolean): Promise<void> | void;
  tagsOf(bucket: string, key: string): Promise<object> | object;
  close(): Promise<void> | void;
}

async function embeddedS3(): Promise<Opened> {
  const cloud: Cloud = await startCloud();
  const { endpoint, region, credentials } = cloud;
  const client = new S3Client({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    store: s3Store(client),
    createBucket: async (Bucket, versioned) => {
      await client.send(new CreateBucketCommand({ Bucket }));
      if (!versioned) return;
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    tagsOf: async (Bucket, Key) => {
      const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
      return Object.fromEntries(TagSet.map(({ Key: key, Value }) => [key, Value])) as object;
    },
    close: () => {
      client.destroy();
      return cloud.close();
    },
  };
}

const implementations: Record<string, () => Promise<Opened> | Opened> = {
  "the embedded S3": embeddedS3,
  memory: () => {
    const memory = memoryObjectStore();
    return {
      ...memory,
      tagsOf: (bucket, key) => memory.objects(bucket).get(key)?.tags ?? {},
      close: () => undefined,
    };
  },
};

const options = { contentType: "image/png", cacheControl: "public, max-age=5", metadata: { "image-id": "id-1" } };

for (const [name, open] of Object.entries(implementations)) {
  describe(`an object store over ${name}`, () => {
    let opened: Opened;
    let store: ObjectStore;
    before(async () => {
      opened = await open();
      store = opened.store;
      await opened.createBucket("plain", false);
      await opened.createBucket("versioned", true);
    });
    after(() => opened.close());

    const write = async (bucket: string, key: string, text: string) =>
      store.write(bucket, key, Buffer.from(text), options, await store.current(bucket, key));
    const text = async (bucket: string, key: string, versionId?: string) => {
      const object = await store.open({ bucket, key, ...(versionId === undefined ? {} : { versionId }) });
      const body = await object.read();
      expect(object.sizeBytes).to.equal(body.length);
      return body.toString();
    };
    const present = async (bucket: string, key: string) => {
      const now = await store.current(bucket, key);
      if (now.state !== "present") throw new Error(`${key} is ${now.state}`);
      return now;
    };
    /** Writes a version and returns its id. */
    const writeVersion = async (key: string, body: string): Promise<string> => {
      await write("versioned", key, body);
      const { versionId } = await present("versioned", key);
      if (versionId === undefined) throw new Error(`${key} has no version id`);
      return versionId;
    };
    const failure = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
      promise.then(
        () => expect.fail("expected a failure"),
        (error: Error) => error,
      );
    const expectGone = async (bucket: string, key: string, versionId?: string) =>
      expect((await failure(text(bucket, key, versionId))).code).to.equal("SOURCE_GONE");

    it("stores an original over whatever its key holds, and says its version where there are versions", async () => {
      const upload = (bucket: string, body: string) =>
        store.upload({ bucket, key: "up/a + b?#.jpg" }, Buffer.from(body), {
          contentType: "image/jpeg",
          metadata: { focal: "0.3,0.7" },
        });
      expect(await upload("plain", "first")).to.equal(undefined);
      expect(await upload("plain", "second")).to.equal(undefined);
      expect(await text("plain", "up/a + b?#.jpg")).to.equal("second");
      const older = await upload("versioned", "first");
      const newer = await upload("versioned", "second");
      expect(await present("versioned", "up/a + b?#.jpg")).to.deep.include({
        versionId: newer,
        metadata: { focal: "0.3,0.7" },
      });
      expect([await text("versioned", "up/a + b?#.jpg", older), older]).to.deep.equal(["first", older]);
      expect(older).to.be.a("string").that.does.not.equal(newer);
    });

    it("gives back what was written, under any name", async () => {
      for (const key of ["a b+c/ü(1).JPG", "100%.png", "./x/../y", "'\"&<>"]) {
        await write("plain", key, `body of ${key}`);
        expect(await text("plain", key), key).to.equal(`body of ${key}`);
        expect((await present("plain", key)).metadata, key).to.deep.equal({ "image-id": "id-1" });
      }
    });

    it("knows an object's size before its body is read, even of an empty one", async () => {
      await write("plain", "empty", "");
      const object = await store.open({ bucket: "plain", key: "empty" });
      expect(object.sizeBytes).to.equal(0);
      expect(object.metadata).to.deep.equal({ "image-id": "id-1" });
      object.discard();
    });

    it("replaces what a bucket without versions holds, and names no version of it", async () => {
      await write("plain", "twice", "first");
      const second = { ...options, metadata: { "image-id": "id-2" } };
      expect(await store.write("plain", "twice", Buffer.from("second"), second, await present("plain", "twice"))).to.be
        .true;
      expect(await text("plain", "twice")).to.equal("second");
      const now = await present("plain", "twice");
      expect(now).not.to.have.property("versionId");
      expect(now.metadata).to.deep.equal({ "image-id": "id-2" });
    });

    it("keeps the versions of a bucket that has them, the last one written being current", async () => {
      const first = await writeVersion("cat.jpg", "first");
      const second = await writeVersion("cat.jpg", "second");
      expect(first).not.to.equal(second);
      expect(await text("versioned", "cat.jpg", first)).to.equal("first");
      expect(await text("versioned", "cat.jpg")).to.equal("second");
    });

    it("knows when the current version was written, to the second", async () => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      await write("plain", "new", "body");
      const modified = Date.parse((await present("plain", "new")).modified);
      expect(modified).to.be.within(before, Date.now());
      expect(modified % 1000).to.equal(0);
    });

    it("calls a key absent that was never written", async () => {
      expect(await store.current("plain", "never")).to.deep.equal({ state: "absent" } satisfies CurrentObject);
      expect(await store.current("versioned", "never")).to.deep.equal({ state: "absent" });
      await expectGone("plain", "never");
    });

    it("forgets what is removed from a bucket without versions", async () => {
      await write("plain", "removed", "body");
      await store.remove({ bucket: "plain", key: "removed" });
      expect(await store.current("plain", "removed")).to.deep.equal({ state: "absent" });
      await expectGone("plain", "removed");
    });

    it("hides what is removed from a bucket with versions behind a delete marker, which can be removed again", async () => {
      const version = await writeVersion("hidden", "body");
      await store.remove({ bucket: "versioned", key: "hidden" });
      const now = await store.current("versioned", "hidden");
      if (now.state !== "deleted") throw new Error(`the key is ${now.state}`);
      expect(now.markerId).to.be.a("string").that.is.not.empty;
      await expectGone("versioned", "hidden");
      // A delete marker is a version without an object.
      await expectGone("versioned", "hidden", now.markerId);
      expect(await text("versioned", "hidden", version)).to.equal("body");

      await store.remove({ bucket: "versioned", key: "hidden", versionId: now.markerId });
      expect(await present("versioned", "hidden")).to.include({ versionId: version });
      expect(await text("versioned", "hidden")).to.equal("body");
    });

    it("deletes a version permanently, which makes the one before it current", async () => {
      const first = await writeVersion("dropped", "first");
      const second = await writeVersion("dropped", "second");
      await store.remove({ bucket: "versioned", key: "dropped", versionId: second });
      expect(await present("versioned", "dropped")).to.include({ versionId: first });
      expect(await text("versioned", "dropped")).to.equal("first");
      await expectGone("versioned", "dropped", second);
      await store.remove({ bucket: "versioned", key: "dropped", versionId: first });
      expect(await store.current("versioned", "dropped")).to.deep.equal({ state: "absent" });
    });

    it("lists every version and delete marker of a key, the oldest first, and of no other key", async () => {
      const first = await writeVersion("all", "first");
      const second = await writeVersion("all", "second");
      await writeVersion("all of them", "other");
      await store.remove({ bucket: "versioned", key: "all" });
      const now = await store.current("versioned", "all");
      const third = await writeVersion("all", "third");
      const entries = await store.versions("versioned", "all");
      for (const { modified } of entries) expect(Date.parse(modified)).to.be.within(Date.now() - 5000, Date.now());
      expect(entries.map(({ versionId, isMarker }) => ({ versionId, isMarker }))).to.deep.equal([
        { versionId: first, isMarker: false },
        { versionId: second, isMarker: false },
        { versionId: now.state === "deleted" && now.markerId, isMarker: true },
        { versionId: third, isMarker: false },
      ]);
      expect(await store.versions("versioned", "al")).to.deep.equal([]);
    });

    it("writes an object anew with other metadata and tags, if it is what was seen", async () => {
      const key = "again/a + b?#ü.jpg";
      await write("versioned", key, "same bytes");
      const { etag, versionId } = await present("versioned", key);
      const changed = {
        ...options,
        metadata: { ...options.metadata, superseded: "true" },
        tags: { superseded: "true" },
      };
      expect(await store.rewrite("versioned", key, etag, changed)).to.be.true;
      const now = await present("versioned", key);
      expect(now).to.deep.include({ etag, metadata: changed.metadata });
      expect(now.versionId).not.to.equal(versionId);
      expect(await text("versioned", key)).to.equal("same bytes");
      expect(await opened.tagsOf("versioned", key)).to.deep.equal({ superseded: "true" });
      await write("versioned", key, "same bytes");
      expect(await opened.tagsOf("versioned", key), "written over").to.deep.equal({});
      expect(await store.rewrite("versioned", key, '"other"', changed)).to.be.false;
      expect(await store.rewrite("versioned", "again/never", etag, changed)).to.be.false;
      await store.remove({ bucket: "versioned", key });
      expect(await store.rewrite("versioned", key, etag, changed)).to.be.false;
    });

    it("lists the keys that begin with a prefix, and when they were removed, but none with a slash after it", async () => {
      const keys = ["below/a b.jpg", "below/ü.jpg", "below/z.jpg"];
      for (const key of [...keys, "below/more/x.jpg", "below", "belowy"]) await write("versioned", key, "1");
      for (const key of keys) await write("versioned", key, "2");
      await store.remove({ bucket: "versioned", key: "below/z.jpg" });
      const found = [...(await store.keysBelow("versioned", "below/"))].sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(found.map(({ key }) => key)).to.deep.equal(["below/a b.jpg", "below/z.jpg", "below/ü.jpg"]);
      expect(found.map(({ removed }) => removed !== undefined)).to.deep.equal([false, true, false]);
      expect(Math.abs(Date.now() - Date.parse(found[1]?.removed ?? ""))).to.be.below(60_000);
      expect(await store.keysBelow("versioned", "nothing/")).to.deep.equal([]);
    });

    it("removes what does not exist without an error", async () => {
      await store.remove({ bucket: "plain", key: "never" });
      const version = await writeVersion("gone", "body");
      await store.remove({ bucket: "versioned", key: "gone", versionId: version });
      await store.remove({ bucket: "versioned", key: "gone", versionId: version });
      expect(await store.current("versioned", "gone")).to.deep.equal({ state: "absent" });
    });

    for (const bucket of ["plain", "versioned"]) {
      it(`writes over what was seen, and over nothing else, in a ${bucket} bucket`, async () => {
        const attempt = (text: string, seen: CurrentObject) =>
          store.write(bucket, "contested", Buffer.from(text), options, seen);
        const absent = await store.current(bucket, "contested");
        expect(await attempt("first", absent)).to.be.true;
        const first = await present(bucket, "contested");
        expect(await attempt("late", absent), "something is there").to.be.false;
        expect(await attempt("second", first)).to.be.true;
        expect(await attempt("late", first), "something else is there").to.be.false;
        expect(await text(bucket, "contested")).to.equal("second");
        await store.remove({ bucket, key: "contested" });
        expect(await attempt("late", first), "nothing is there").to.be.false;
        expect(await attempt("third", await store.current(bucket, "contested"))).to.be.true;
        expect(await text(bucket, "contested")).to.equal("third");
      });

      it(`removes what was seen, and nothing else, in a ${bucket} bucket`, async () => {
        await write(bucket, "kept", "first");
        const first = await present(bucket, "kept");
        await write(bucket, "kept", "second");
        expect(await store.removeIf(bucket, "kept", first.etag)).to.be.false;
        expect(await text(bucket, "kept")).to.equal("second");
        const second = await present(bucket, "kept");
        expect(await store.removeIf(bucket, "kept", second.etag)).to.be.true;
        await expectGone(bucket, "kept");
        expect(await store.removeIf(bucket, "kept", second.etag)).to.be.false;
        expect(await store.removeIf(bucket, "never there", second.etag)).to.be.false;
      });
    }

    it("gives equal bytes the same entity tag, whatever their metadata are", async () => {
      await write("plain", "tag", "bytes");
      const { etag } = await present("plain", "tag");
      await store.write(
        "plain",
        "tag",
        Buffer.from("bytes"),
        { ...options, metadata: {} },
        await present("plain", "tag"),
      );
      const again = await present("plain", "tag");
      expect([again.etag, again.metadata]).to.deep.equal([etag, {}]);
      await write("plain", "tag", "others");
      expect((await present("plain", "tag")).etag).not.to.equal(etag);
    });

    it("does not take a missing bucket for a missing object", async () => {
      const ref = { bucket: "missing", key: "cat.jpg" };
      const calls = [() => store.open(ref), () => write("missing", "cat.jpg", "body"), () => store.remove(ref)];
      for (const call of calls) {
        const error = await failure(call());
        expect([error.name, error.code]).to.deep.equal(["NoSuchBucket", undefined]);
      }
      // The answer to HEAD has no body that would name the difference.
      expect(await store.current("missing", "cat.jpg")).to.deep.equal({ state: "absent" });
    });
  });
}
