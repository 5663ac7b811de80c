import { join } from "node:path";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import type { StateDocument, StateTable } from "../state/state-store";
import type { EventTargets } from "../targets";
import { Blobs } from "./blobs";
import { Bucket } from "./bucket";
import { noSuchBucket, noSuchVersion } from "./errors";
import { Multipart } from "./multipart";
import { bucketOfVersionKey, versionKey } from "../state/record-keys";
import { bucketNameProblem } from "./bucket";
import { checkPublicPolicy } from "./public-access";
import { expiredKeys } from "./lifecycle";
import { S3Notifications } from "./notifications";
import { Sequencer } from "./event-record";
import type { BucketSettings, NotificationConfig, ObjectVersion } from "./types";

/** Result of a removal. */
export interface RemoveResult {
  /** The removed version, or the created delete marker. */
  readonly version: ObjectVersion | undefined;
  /** True if a delete marker was created or removed. */
  readonly deleteMarker: boolean;
}

/** A version before the bucket adds its identifier and times. */
export type NewVersion = Omit<ObjectVersion, "versionId" | "deleteMarker" | "lastModified" | "sequencer">;

/** Buckets, their objects with versions, and notifications of changes. */
export class S3 {
  readonly buckets = new Map<string, Bucket>();
  readonly blobs: Blobs;
  readonly multipart: Multipart;
  readonly notifications: S3Notifications;
  private readonly sequencer = new Sequencer();
  private readonly settings: StateDocument;
  private readonly versions: StateTable<ObjectVersion>;

  constructor(
    readonly cloud: ServiceContext,
    readonly iam: Iam,
    readonly keys: Kms,
    targets: EventTargets,
  ) {
    const { state } = cloud;
    this.blobs = new Blobs(join(cloud.dataDir, "blobs"), state, cloud.faults);
    this.multipart = new Multipart(state);
    this.notifications = new S3Notifications(cloud, targets);
    this.settings = state.document("s3-buckets", () => [...this.buckets.values()].map((bucket) => bucket.settings));
    this.versions = state.table("s3-versions");
    this.restore(state.read<BucketSettings[]>("s3-buckets") ?? []);
  }

  private restore(settings: readonly BucketSettings[]): void {
    const saved = new Map(settings.map(({ name }): [string, ObjectVersion[]] => [name, []]));
    for (const [key, version] of this.versions.takeSaved()) saved.get(bucketOfVersionKey(key))?.push(version);
    for (const one of settings) {
      const versions = (saved.get(one.name) ?? []).sort(newestFirst);
      this.buckets.set(one.name, new Bucket(one, versions));
    }
    const versions = [...saved.values()].flat();
    this.blobs.removeAllBut([...versions.map(({ blob }) => blob), ...this.multipart.blobs()]);
  }

  /** @throws AwsError `InvalidBucketName`, `BucketAlreadyOwnedByYou`. */
  createBucket(name: string): Bucket {
    const problem = bucketNameProblem(name);
    if (problem !== undefined) {
      throw new AwsError("InvalidBucketName", `The specified bucket is not valid: ${problem}.`, 400, {
        BucketName: name,
      });
    }
    if (this.buckets.has(name)) {
      const message = "Your previous request to create the named bucket succeeded and you already own it.";
      throw new AwsError("BucketAlreadyOwnedByYou", message, 409, { BucketName: name });
    }
    const bucket = new Bucket({
      name,
      createdAt: Date.now(),
      encryption: { algorithm: "AES256", bucketKeyEnabled: false },
      ownership: "BucketOwnerEnforced",
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      notification: { rules: [], eventBridge: false },
      tags: {},
    });
    this.buckets.set(name, bucket);
    this.settings.changed();
    return bucket;
  }

  /** @throws AwsError `BucketNotEmpty`: versions and delete markers count. */
  deleteBucket(name: string): void {
    if (!this.bucket(name).isEmpty()) {
      const message = "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
      throw new AwsError("BucketNotEmpty", message, 409, { BucketName: name });
    }
    this.buckets.delete(name);
    this.settings.changed();
  }

  /** Removes every version of every object, without notifications (Pulumi's `forceDestroy`). */
  async emptyBucket(name: string): Promise<void> {
    const bucket = this.bucket(name);
    const versions = bucket.all();
    for (const version of versions) this.forget(bucket, version);
    const blobs = [...versions.map(({ blob }) => blob), ...this.multipart.abortAll(name)];
    await Promise.all(blobs.map((blob) => this.blobs.remove(blob)));
  }

  /** @throws AwsError `NoSuchBucket`. */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  /** Changes settings without checking them. */
  configure(name: string, change: Partial<BucketSettings>): void {
    Object.assign(this.bucket(name).settings, change);
    this.settings.changed();
  }

  /** @throws AwsError `MalformedPolicy`, `AccessDenied` if public policies are blocked. */
  putPolicy(name: string, policy: string | undefined): void {
    const bucket = this.bucket(name);
    if (policy !== undefined) checkPublicPolicy(this.iam, bucket.settings, policy);
    this.configure(name, { policy });
  }

  /** @throws AwsError `InvalidArgument` for overlapping filters, an unknown event, or a destination that refuses S3. */
  async putNotification(name: string, config: NotificationConfig): Promise<void> {
    const { settings } = this.bucket(name);
    this.notifications.check(settings, config);
    const before = new Set(settings.notification.rules.map((rule) => rule.target));
    this.configure(name, { notification: config });
    await this.notifications.sendTestEvents(
      settings,
      config.rules.filter((rule) => !before.has(rule.target)),
    );
  }

  /** Adds a version as the current one and sends notifications. */
  commit(bucket: Bucket, version: NewVersion, eventName: string): ObjectVersion {
    const added: ObjectVersion = {
      ...version,
      versionId: bucket.nextVersionId(),
      deleteMarker: false,
      lastModified: Date.now(),
      sequencer: this.sequencer.next(),
    };
    this.add(bucket, added);
    this.notifications.notify(bucket.settings, added, eventName);
    return added;
  }

  /**
   * Deletes an object. Without `versionId` a versioned bucket gets a delete marker; with it that version is removed
   * permanently.
   *
   * @throws AwsError `NoSuchVersion` if `versionId` is malformed.
   */
  remove(bucket: Bucket, key: string, versionId?: string): RemoveResult {
    if (versionId !== undefined) return this.removeVersion(bucket, key, versionId);
    if (bucket.settings.versioning === undefined) {
      const current = bucket.current(key);
      if (current !== undefined) this.drop(bucket, current, "ObjectRemoved:Delete");
      return { version: undefined, deleteMarker: false };
    }
    const marker: ObjectVersion = {
      key,
      versionId: bucket.nextVersionId(),
      deleteMarker: true,
      sizeBytes: 0,
      etag: "",
      lastModified: Date.now(),
      metadata: { contentType: "", user: {} },
      encryption: { algorithm: "" },
      checksums: {},
      tags: {},
      blob: "",
      sequencer: this.sequencer.next(),
    };
    this.add(bucket, marker);
    this.notifications.notify(bucket.settings, marker, "ObjectRemoved:DeleteMarkerCreated");
    return { version: marker, deleteMarker: true };
  }

  /**
   * Deletes an object like a lifecycle rule, with its event (`LifecycleExpiration:Delete` or `…:DeleteMarkerCreated`).
   */
  expire(bucketName: string, key: string): void {
    const bucket = this.bucket(bucketName);
    const versioned = bucket.settings.versioning !== undefined;
    this.notifications.withEventName(
      versioned ? "LifecycleExpiration:DeleteMarkerCreated" : "LifecycleExpiration:Delete",
      () => this.remove(bucket, key),
    );
  }

  /**
   * Deletes what a bucket's lifecycle rules have let expire by a time ({@link expiredKeys}). Nothing else does so: time
   * hardly passes while an embedded run lasts.
   *
   * @returns the keys
   */
  expireDue(bucketName: string, at: Date): readonly string[] {
    const keys = expiredKeys(this.bucket(bucketName), at.getTime());
    for (const key of keys) this.expire(bucketName, key);
    return keys;
  }

  /** Replaces the tags of a version. */
  putTags(bucket: Bucket, version: ObjectVersion, tags: Readonly<Record<string, string>>): void {
    version.tags = tags;
    this.versions.put(versionKey(bucket.name, version), version);
  }

  private add(bucket: Bucket, version: ObjectVersion): void {
    // What is replaced has the same record.
    const replaced = bucket.add(version);
    this.versions.put(versionKey(bucket.name, version), version);
    if (replaced !== undefined) void this.blobs.remove(replaced.blob);
  }

  private forget(bucket: Bucket, version: ObjectVersion): void {
    bucket.remove(version);
    this.versions.delete(versionKey(bucket.name, version));
  }

  private removeVersion(bucket: Bucket, key: string, versionId: string): RemoveResult {
    const version = bucket.version(key, versionId);
    if (version === undefined) {
      if (versionId !== "null" && !/^[\w.-]{32}$/.test(versionId)) throw noSuchVersion(key, versionId);
      return { version: undefined, deleteMarker: false };
    }
    this.drop(bucket, version, "ObjectRemoved:Delete");
    return { version, deleteMarker: version.deleteMarker };
  }

  private drop(bucket: Bucket, version: ObjectVersion, eventName: string): void {
    this.forget(bucket, version);
    void this.blobs.remove(version.blob);
    this.notifications.notify(bucket.settings, { ...version, sequencer: this.sequencer.next() }, eventName);
  }
}

function newestFirst(a: ObjectVersion, b: ObjectVersion): number {
  return a.sequencer < b.sequencer ? 1 : -1;
}
