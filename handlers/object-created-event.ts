import { BACKFILL_EVENT } from "./contract/backfill";
import { eventBridgeSource, type ObjectCreatedEvent } from "./contract/object-created-event";
import type { S3Event } from "./contract/s3-events";

/** Names in S3's notifications of what EventBridge's events give as the reason. */
const eventNames: Readonly<Record<string, string>> = {
  PutObject: "ObjectCreated:Put",
  "POST Object": "ObjectCreated:Post",
  CopyObject: "ObjectCreated:Copy",
  CompleteMultipartUpload: "ObjectCreated:CompleteMultipartUpload",
};

export function isObjectCreatedEvent(value: unknown): value is ObjectCreatedEvent {
  return (value as { "detail-type"?: unknown } | null)?.["detail-type"] === eventBridgeSource.detailType;
}

/** The event notification that S3 sends of what EventBridge's event says. */
export function notificationOf({
  time,
  detail: { bucket, object, reason = "", backfill },
}: ObjectCreatedEvent): S3Event {
  const versionId = object["version-id"];
  return {
    Records: [
      {
        eventName: backfill ? BACKFILL_EVENT : (eventNames[reason] ?? "ObjectCreated:Put"),
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

/** Encodes a key as S3 does in its event notifications. */
function encodeEventKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");
}
