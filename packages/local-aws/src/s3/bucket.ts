import { randomBytes } from "node:crypto";

import type { BucketSettings, ObjectVersion } from "./types";

/** Order of S3 listings: by the bytes of the UTF-8 keys. */
function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A new version identifier: 32 URL-safe characters. */
export function newVersionId(): string {
  return randomBytes(24).toString("base64url").replace(/-/g, ".");
}

/** A bucket's objects: for each key its versions, newest first. */
export class Bucket {
  private readonly versionsByKey = new Map<string, ObjectVersion[]>();
  private sortedKeys: string[] | undefined;

  constructor(
    readonly settings: BucketSettings,
    versions: readonly ObjectVersion[] = [],
  ) {
    for (const version of versions) {
      const list = this.versionsByKey.get(version.key);
      if (list === undefined) this.versionsByKey.set(version.key, [version]);
      else list.push(version);
    }
  }

  get name(): string {
    return this.settings.name;
  }

  get arn(): string {
    return `arn:aws:s3:::${this.settings.name}`;
  }

  /** Keys with at least one version or delete marker, in listing order. */
  keys(): readonly string[] {
    this.sortedKeys ??= [...this.versionsByKey.keys()].sort(byUtf8);
    return this.sortedKeys;
  }

  /** Versions of a key, newest first. */
  versions(key: string): readonly ObjectVersion[] {
    return this.versionsByKey.get(key) ?? [];
  }

  /** The newest version, which may be a delete marker. */
  current(key: string): ObjectVersion | undefined {
    return this.versions(key)[0];
  }

  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.versions(key).find((version) => version.versionId === versionId);
  }

  /** The identifier that the next version of any key gets. */
  nextVersionId(): string {
    return this.settings.versioning === "Enabled" ? newVersionId() : "null";
  }

  /**
   * Makes `version` the newest of its key.
   *
   * @returns the version that it replaces for good (the `null` version), if there was one.
   */
  add(version: ObjectVersion): ObjectVersion | undefined {
    const before = this.versions(version.key);
    const replaced = version.versionId === "null" ? this.version(version.key, "null") : undefined;
    if (before.length === 0) this.sortedKeys = undefined;
    this.versionsByKey.set(version.key, [version, ...before.filter((v) => v !== replaced)]);
    return replaced;
  }

  /** Removes one version for good. */
  remove(version: ObjectVersion): void {
    const left = this.versions(version.key).filter((v) => v !== version);
    if (left.length > 0) this.versionsByKey.set(version.key, left);
    else {
      this.versionsByKey.delete(version.key);
      this.sortedKeys = undefined;
    }
  }

  isEmpty(): boolean {
    return this.versionsByKey.size === 0;
  }

  all(): ObjectVersion[] {
    return [...this.versionsByKey.values()].flat();
  }
}
