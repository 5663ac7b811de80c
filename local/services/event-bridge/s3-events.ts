/** What happened to an object, as S3 tells EventBridge. */
export interface ObjectChange {
  readonly bucket: string;
  /** Not encoded: other than in a notification, the key is in plain text. */
  readonly key: string;
  readonly versionId?: string;
  readonly sizeBytes?: number;
  readonly etag?: string;
  readonly sequencer: string;
  readonly requestId: string;
  /** Account or service that asked for it. */
  readonly requester: string;
  /** As in a notification, without the `s3:` prefix: `ObjectCreated:Put`, `ObjectRemoved:DeleteMarkerCreated` … */
  readonly eventName: string;
}

/** A new event, before EventBridge gives it an id and a time. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
}

const created: Readonly<Record<string, string>> = {
  "ObjectCreated:Put": "PutObject",
  "ObjectCreated:Post": "POST Object",
  "ObjectCreated:Copy": "CopyObject",
  "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
};

const removed: Readonly<Record<string, { reason: string; type: string }>> = {
  "ObjectRemoved:Delete": { reason: "DeleteObject", type: "Permanently Deleted" },
  "ObjectRemoved:DeleteMarkerCreated": { reason: "DeleteObject", type: "Delete Marker Created" },
  "LifecycleExpiration:Delete": { reason: "Lifecycle Expiration", type: "Permanently Deleted" },
  "LifecycleExpiration:DeleteMarkerCreated": { reason: "Lifecycle Expiration", type: "Delete Marker Created" },
};

/** The event for a change of an object ("Amazon S3 event message structure for EventBridge"); undefined for what S3 does not tell. */
export function s3Event(change: ObjectChange): EventEntry | undefined {
  const { bucket, key, versionId, sizeBytes, etag, sequencer, requestId, requester, eventName } = change;
  const reasonCreated = created[eventName];
  const reasonRemoved = removed[eventName];
  if (reasonCreated === undefined && reasonRemoved === undefined) return undefined;
  const object = { key, "version-id": versionId, sequencer };
  return {
    source: "aws.s3",
    detailType: reasonCreated === undefined ? "Object Deleted" : "Object Created",
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: reasonCreated === undefined ? object : { ...object, size: sizeBytes, etag },
      "request-id": requestId,
      requester,
      "source-ip-address": "127.0.0.1",
      reason: reasonCreated ?? reasonRemoved?.reason,
      ...(reasonRemoved === undefined ? {} : { "deletion-type": reasonRemoved.type }),
    },
  };
}
