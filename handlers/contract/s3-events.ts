import type { Backfill } from "./backfill";

/** Events of S3 as its notifications name them: the prefix of every event that creates an object. */
export const OBJECT_CREATED_EVENTS = "s3:ObjectCreated:";

/** The parts that are used of a record of an S3 event notification, event structure 2.x. */
export interface S3EventRecord {
  readonly eventName: string;
  /** ISO 8601. */
  readonly eventTime: string;
  readonly s3: {
    readonly bucket: { readonly name: string };
    readonly object: {
      /** Encoded as in a form: `+` is a blank, the rest percent-encoded UTF-8. */
      readonly key: string;
      readonly versionId?: string;
      /** Hexadecimal; of two events for one key the later has the greater one. */
      readonly sequencer?: string;
    };
  };
  readonly backfill?: Backfill;
}

/** An event notification of S3, or the `s3:TestEvent` that S3 sends once when a notification is configured. */
export interface S3Event {
  readonly Records?: readonly S3EventRecord[];
  readonly Event?: string;
}

/** Decodes the key in a record of an S3 event notification. */
export function decodeEventKey(encoded: string): string {
  return decodeURIComponent(encoded.replace(/\+/g, " "));
}
