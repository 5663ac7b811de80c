import { randomBytes } from "node:crypto";

import type { BucketSettings, ObjectVersion } from "./types";

/** Order of S3 listings: by the UTF-8 bytes of the keys. */
function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A new version identifier: 32 URL-safe characters. */
function newVersionId(): string {
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

  /** The identifier of the next version of any key. */
  nextVersionId(): string {
    return this.settings.versioning === "Enabled" ? newVersionId() : "null";
  }

  /**
   * Makes `version` the newest of its key.
   *
   * @returns the `null` version that it replaces, if there is one.
   */
  add(version: ObjectVersion): ObjectVersion | undefined {
    const before = this.versions(version.key);
    const replaced = version.versionId === "null" ? this.version(version.key, "null") : undefined;
    if (before.length === 0) this.insertKey(version.key);
    this.versionsByKey.set(version.key, [version, ...before.filter((v) => v !== replaced)]);
    return replaced;
  }

  private insertKey(key: string): void {
    this.sortedKeys?.splice(this.positionOf(key), 0, key);
  }

  /** Where a key is, or belongs, in the listing. */
  private positionOf(key: string): number {
    const keys = this.sortedKeys ?? [];
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byUtf8(keys[middle] ?? "", key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes one version permanently. */
  remove(version: ObjectVersion): void {
    if (!this.versions(version.key).includes(version)) return;
    const left = this.versions(version.key).filter((v) => v !== version);
    if (left.length > 0) this.versionsByKey.set(version.key, left);
    else {
      this.versionsByKey.delete(version.key);
      this.sortedKeys?.splice(this.positionOf(version.key), 1);
    }
  }

  isEmpty(): boolean {
    return this.versionsByKey.size === 0;
  }

  all(): ObjectVersion[] {
    return [...this.versionsByKey.values()].flat();
  }
}

/**
 * Why S3 refuses a bucket name, or undefined if it is valid.
 *
 * General purpose bucket naming rules of the S3 user guide.
 */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return "it must be 3 to 63 characters long";
  if (!/^[a-z0-9.-]+$/.test(name)) return "it may hold lower-case letters, digits, dots and hyphens only";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return "it must begin and end with a letter or a digit";
  if (name.includes("..")) return "it must not contain two dots in a row";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "it must not be formatted as an IP address";
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(name)) return "it begins with a reserved prefix";
  if (/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)) return "it ends with a reserved suffix";
  return undefined;
}
