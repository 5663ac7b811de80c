import { BACKFILL_EVENT, eventBridgeSource, type Backfill, type ObjectCreatedEvent, type S3Event } from "../../handlers/contract";
import type { Original } from "./originals";

/** The event that has an original processed again: as S3 would notify of its upload, with what a backfill adds. */
export function backfillEvent(bucket: string, original: Original, backfill: Backfill): S3Event {
  const { key, versionId, record } = original;
  return {
    Records: [
      {
        eventName: BACKFILL_EVENT,
        eventTime: uploadTime(original),
        s3: {
          bucket: { name: bucket },
          object: {
            key: encodeKey(key),
            ...(versionId === undefined ? {} : { versionId }),
            ...(record === undefined ? {} : { sequencer: record.sequencer }),
          },
        },
        backfill,
      },
    ],
  };
}

/** The same as EventBridge would deliver it. */
export function backfillObjectCreated(
  bucket: string,
  original: Original,
  backfill: Backfill,
): ObjectCreatedEvent & { readonly source: string; readonly "detail-type": string } {
  const { key, versionId, record } = original;
  return {
    source: eventBridgeSource.source,
    "detail-type": eventBridgeSource.detailType,
    time: uploadTime(original),
    detail: {
      bucket: { name: bucket },
      object: {
        key,
        ...(versionId === undefined ? {} : { "version-id": versionId }),
        ...(record === undefined ? {} : { sequencer: record.sequencer }),
      },
      backfill,
    },
  };
}

function uploadTime({ record, modified }: Original): string {
  return record?.upload_time ?? new Date(modified).toISOString();
}

/** Encodes a key as S3 does in its notifications: blanks as `+`, the rest percent-encoded except slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");
}
