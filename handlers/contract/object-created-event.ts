import { BACKFILL_EVENT, type Backfill } from "./backfill";
import type { S3Event } from "./s3-events";

/** Events of S3 as EventBridge receives them. */
export const eventBridgeSource = { source: "aws.s3", detailType: "Object Created" } as const;

/** The parts that are used of an "Object Created" event as S3 sends it to EventBridge. Its key is not encoded. */
export interface ObjectCreatedEvent {
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    /** The operation that created it. */
    readonly reason?: string;
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
