import { createHash } from "node:crypto";
import type { CurrentObject, ObjectRef, ObjectStore, WriteOptions } from "../../handlers/ports/object-store";

export interface MemoryObject extends WriteOptions {
  readonly bytes: Buffer;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Version {
  /** Absent: the bucket kept no versions when it was written. */
  readonly versionId?: string;
  readonly modified: string;
  readonly etag: string;
  /** Absent: a delete marker. */
  readonly object?: MemoryObject;
}

interface Bucket {
  versioned: boolean;
  /** By key, oldest version first. */
  readonly keys: Map<string, readonly Version[]>;
}

const UNTYPED: WriteOptions = { contentType: "application/octet-stream", cacheControl: "", metadata: {} };

/** An object store in memory that behaves as S3 does; `test/layer/object-store.test.ts` holds both to the same. */
export function memoryObjectStore(now: () => Date = () => new Date()) {
  const buckets = new Map<string, Bucket>();
  /** Objects whose body was read, whose body was discarded, and what was removed, in order. */
  const log = { read: [] as string[], discarded: [] as string[], removed: [] as string[] };
  let generated = 0;

  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (!bucket) throw Object.assign(new Error(`The bucket ${name} does not exist.`), { name: "NoSuchBucket" });
    return bucket;
  };
  const versionsOf = (bucket: string, key: string): readonly Version[] => bucketOf(bucket).keys.get(key) ?? [];
  const add = (bucket: string, key: string, object: MemoryObject | undefined, versionId?: string): void => {
    const { versioned, keys } = bucketOf(bucket);
    const modified = new Date(Math.floor(now().getTime() / 1000) * 1000).toISOString();
    const id = versioned ? (versionId ?? `generated-${(generated += 1)}`) : undefined;
    const others = versionsOf(bucket, key).filter((version) => version.versionId !== id);
    // S3's entity tag of an object that SSE-S3 encrypts is the MD5 of its bytes: equal bytes have equal tags.
    const etag = `"${createHash("md5")
      .update(object?.bytes ?? "")
      .digest("hex")}"`;
    const version = { modified, etag, ...(id === undefined ? {} : { versionId: id }), ...(object && { object }) };
    keys.set(key, [...others, version]);
  };
  const drop = ({ bucket, key, versionId }: ObjectRef): void => {
    const left = versionsOf(bucket, key).filter((version) => version.versionId !== versionId);
    bucketOf(bucket).keys.set(key, left);
  };
  const find = ({ bucket, key, versionId }: ObjectRef): MemoryObject | undefined => {
    const versions = versionsOf(bucket, key);
    const version = versionId === undefined ? versions.at(-1) : versions.find((one) => one.versionId === versionId);
    return version?.object;
  };

  // A port answers with a promise, so it rejects where it would throw.
  const store: ObjectStore = {
    open: async (ref) => {
      await Promise.resolve();
      const object = find(ref);
      if (!object) throw Object.assign(new Error(`${nameOf(ref)} does not exist`), { code: "SOURCE_GONE" });
      return {
        sizeBytes: object.bytes.length,
        metadata: { ...object.metadata },
        read: () => {
          log.read.push(nameOf(ref));
          return Promise.resolve(object.bytes);
        },
        discard: () => void log.discarded.push(nameOf(ref)),
      };
    },
    current: async (bucket, key): Promise<CurrentObject> => {
      await Promise.resolve();
      const version = buckets.get(bucket)?.keys.get(key)?.at(-1);
      if (!version) return { state: "absent" };
      const { versionId, modified, etag, object } = version;
      if (!object) return { state: "deleted", markerId: versionId ?? "null" };
      return {
        state: "present",
        ...(versionId === undefined ? {} : { versionId }),
        etag,
        modified,
        metadata: { ...object.metadata },
      };
    },
    versions: async (bucket, key) => {
      await Promise.resolve();
      return versionsOf(bucket, key).map(({ versionId = "null", modified, object }) => ({
        versionId,
        isMarker: !object,
        modified,
      }));
    },
    write: async (bucket, key, bytes, options, seen) => {
      await Promise.resolve();
      const there = versionsOf(bucket, key).at(-1);
      const expected = seen.state === "present" ? seen.etag : undefined;
      if ((there?.object && there.etag) !== expected) return false;
      add(bucket, key, { bytes, ...options });
      return true;
    },
    upload: async ({ bucket, key }, bytes, options) => {
      await Promise.resolve();
      add(bucket, key, { ...UNTYPED, bytes, ...options });
      return versionsOf(bucket, key).at(-1)?.versionId;
    },
    remove: async (ref) => {
      await Promise.resolve();
      const { versioned } = bucketOf(ref.bucket);
      log.removed.push(nameOf(ref));
      if (versioned && ref.versionId === undefined) add(ref.bucket, ref.key, undefined);
      else drop(ref);
    },
    rewrite: async (bucket, key, etag, options) => {
      await Promise.resolve();
      const there = versionsOf(bucket, key).at(-1);
      if (!there?.object || there.etag !== etag) return false;
      add(bucket, key, { ...there.object, ...options });
      return true;
    },
    keysBelow: async (bucket, prefix) => {
      await Promise.resolve();
      const keys = [...bucketOf(bucket).keys].filter(
        ([key, versions]) => key.startsWith(prefix) && !key.slice(prefix.length).includes("/") && versions.length > 0,
      );
      return keys.sort().map(([key, versions]) => {
        const { object, modified } = versions.at(-1) as Version;
        return { key, ...(!object && { removed: modified }) };
      });
    },
    removeIf: async (bucket, key, etag) => {
      const there = versionsOf(bucket, key).at(-1);
      if (!there?.object || there.etag !== etag) return false;
      await store.remove({ bucket, key });
      return true;
    },
  };

  return {
    store,
    log,
    createBucket: (name: string, versioned: boolean) => void buckets.set(name, { versioned, keys: new Map() }),
    enableVersioning: (name: string) => void (bucketOf(name).versioned = true),
    /** Uploads a text under a version id of the test's choice. */
    upload: ({ bucket, key, versionId }: ObjectRef, body: string | Buffer, metadata = UNTYPED.metadata) =>
      add(bucket, key, { bytes: Buffer.from(body), ...UNTYPED, metadata }, versionId),
    put: add,
    /** Hides a key behind a delete marker with an id of the test's choice. */
    hide: ({ bucket, key, versionId }: ObjectRef) => add(bucket, key, undefined, versionId),
    /** Deletes a version, or a delete marker, permanently. */
    drop,
    /** The current objects of a bucket by key. */
    objects: (name: string): Map<string, MemoryObject> =>
      new Map(
        [...bucketOf(name).keys].flatMap(([key, versions]) => {
          const object = versions.at(-1)?.object;
          return object ? [[key, object] as const] : [];
        }),
      ),
  };
}

function nameOf({ bucket, key, versionId }: ObjectRef): string {
  return `${bucket}/${key}${versionId === undefined ? "" : `@${versionId}`}`;
}
