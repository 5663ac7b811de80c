import type { CurrentObject, ObjectRef, ObjectStore } from "./ports/object-store";

/** The current version of a key, which is not a delete marker. */
export interface CurrentVersion {
  readonly ref: ObjectRef;
  /** When it was written, ISO 8601; S3's resolution is one second. */
  readonly modified: string;
}

/** The current version of a key; undefined where there is none, or a delete marker. */
export async function currentVersion(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<CurrentVersion | undefined> {
  return versionOf(bucket, key, await store.current(bucket, key));
}

export function versionOf(bucket: string, key: string, now: CurrentObject): CurrentVersion | undefined {
  if (now.state !== "present") return undefined;
  return { ref: { bucket, key, versionId: now.versionId }, modified: now.modified };
}

/** Whether a version is the current one. Without versions whatever is there is. */
export function isCurrent(now: CurrentObject, { versionId }: ObjectRef): boolean {
  return now.state === "present" && (versionId === undefined || now.versionId === versionId);
}

/** Whether a key shows the same version, or the same delete marker, at two times. */
export function isSameState(before: CurrentObject, after: CurrentObject): boolean {
  if (before.state === "present" && after.state === "present") {
    return before.versionId === after.versionId && before.etag === after.etag;
  }
  if (before.state === "deleted" && after.state === "deleted") return before.markerId === after.markerId;
  return before.state === after.state;
}
