import type { CurrentObject, ObjectRef, ObjectStore, WriteOptions } from "../../handlers/ports/object-store";

export interface MemoryObject extends WriteOptions {
  readonly bytes: Buffer;
}

interface Version {
  /** Absent: the bucket kept no versions when it was written. */
  readonly versionId?: string;
  readonly modified: string;
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
    keys.set(key, [...others, { modified, ...(id === undefined ? {} : { versionId: id }), ...(object && { object }) }]);
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
      const { versionId, modified, object } = version;
      if (!object) return { state: "deleted", markerId: versionId ?? "null" };
      return {
        state: "present",
        ...(versionId === undefined ? {} : { versionId }),
        modified,
        metadata: { ...object.metadata },
      };
    },
    write: async (bucket, key, bytes, options) => {
      await Promise.resolve();
      add(bucket, key, { bytes, ...options });
    },
    remove: async (ref) => {
      await Promise.resolve();
      const { versioned } = bucketOf(ref.bucket);
      log.removed.push(nameOf(ref));
      if (versioned && ref.versionId === undefined) add(ref.bucket, ref.key, undefined);
      else drop(ref);
    },
    versions: async (bucket, key) => {
      await Promise.resolve();
      return versionsOf(bucket, key).map(({ versionId = "null", object }) => ({ versionId, isMarker: !object }));
    },
  };

  return {
    store,
    log,
    createBucket: (name: string, versioned: boolean) => void buckets.set(name, { versioned, keys: new Map() }),
    enableVersioning: (name: string) => void (bucketOf(name).versioned = true),
    /** Uploads a text under a version id of the test's choice. */
    upload: ({ bucket, key, versionId }: ObjectRef, body: string | Buffer) =>
      add(bucket, key, { bytes: Buffer.from(body), ...UNTYPED }, versionId),
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
