import { BACKFILL_EVENT, type Backfill, type S3Event } from "../../handlers/contract";
import type { Original } from "./originals";

/** The event that has an original processed again: as S3 would notify of its upload, with what a backfill adds. */
export function backfillEvent(bucket: string, original: Original, backfill: Backfill): S3Event {
  const { key, versionId, modified, record } = original;
  return {
    Records: [
      {
        eventName: BACKFILL_EVENT,
        eventTime: record?.upload_time ?? new Date(modified).toISOString(),
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

/** Encodes a key as S3 does in its notifications: blanks as `+`, the rest percent-encoded except slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");
}
