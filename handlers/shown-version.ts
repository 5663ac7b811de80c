import type { CurrentObject, ObjectRef, ObjectStore } from "./ports";

/** The version that a key shows. */
export interface ShownVersion {
  readonly ref: ObjectRef;
  /** When it was written, ISO 8601; S3 tells no more than the second. */
  readonly modified: string;
}

/** What a key shows now, undefined where that is nothing. */
export async function findShown(store: ObjectStore, bucket: string, key: string): Promise<ShownVersion | undefined> {
  return shownVersion(bucket, key, await store.current(bucket, key));
}

/** The version in what a key shows, undefined where that is nothing. */
export function shownVersion(bucket: string, key: string, now: CurrentObject): ShownVersion | undefined {
  if (now.state !== "present") return undefined;
  const { versionId, modified } = now;
  return { ref: { bucket, key, ...(versionId === undefined ? {} : { versionId }) }, modified };
}
