import { BACKFILL_EVENT, type Backfill } from "./backfill";
import type { S3Event } from "./s3-events";

/** Events of S3 as EventBridge receives them ("Using EventBridge" in S3's user guide). */
export const eventBridgeSource = {
  source: "aws.s3",
  created: "Object Created",
  deleted: "Object Deleted",
  /** `reason` of a deletion that was requested; of one by a lifecycle rule it is another one. */
  deletedOnRequest: "DeleteObject",
} as const;

/** The parts that are used of an event as S3 sends it to EventBridge. Its key is not encoded. */
export interface ObjectEvent {
  readonly "detail-type": typeof eventBridgeSource.created | typeof eventBridgeSource.deleted;
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    /** The operation that created or deleted it. */
    readonly reason?: string;
    /** Of a deletion alone. */
    readonly "deletion-type"?: string;
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
    readonly backfill?: Backfill;
  };
}

/** Names in S3's notifications of what EventBridge's events give as the reason. */
const createdNames: Readonly<Record<string, string>> = {
  PutObject: "ObjectCreated:Put",
  "POST Object": "ObjectCreated:Post",
  CopyObject: "ObjectCreated:Copy",
  CompleteMultipartUpload: "ObjectCreated:CompleteMultipartUpload",
};

/** The same of a deletion's type. */
const deletedNames: Readonly<Record<string, string>> = {
  "Permanently Deleted": "ObjectRemoved:Delete",
  "Delete Marker Created": "ObjectRemoved:DeleteMarkerCreated",
};

export function isObjectEvent(value: unknown): value is ObjectEvent {
  const type = (value as { "detail-type"?: unknown } | null)?.["detail-type"];
  return type === eventBridgeSource.created || type === eventBridgeSource.deleted;
}

/** The event notification that S3 sends of what EventBridge's event says. */
export function notificationOf(event: ObjectEvent): S3Event {
  const { time, detail } = event;
  const { bucket, object, backfill } = detail;
  const versionId = object["version-id"];
  return {
    Records: [
      {
        eventName: backfill ? BACKFILL_EVENT : eventNameOf(event),
        eventTime: time,
        s3: {
          bucket: { name: bucket.name },
          object: {
            key: encodeEventKey(object.key),
            ...(versionId === undefined ? {} : { versionId }),
            ...(object.sequencer === undefined ? {} : { sequencer: object.sequencer }),
          },
        },
        ...(backfill ? { backfill } : {}),
      },
    ],
  };
}

/** An event as a notification, whichever way S3 has sent it. */
export function asNotification(event: S3Event | ObjectEvent): S3Event {
  return isObjectEvent(event) ? notificationOf(event) : event;
}

function eventNameOf({ "detail-type": type, detail }: ObjectEvent): string {
  return type === eventBridgeSource.created
    ? (createdNames[detail.reason ?? ""] ?? "ObjectCreated:Put")
    : (deletedNames[detail["deletion-type"] ?? ""] ?? "ObjectRemoved:Delete");
}

/** Encodes a key as S3 does in its event notifications. */
function encodeEventKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");
}
