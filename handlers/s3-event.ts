import type { ObjectRef } from "./ports";

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
}

/** What S3 sends, or the `s3:TestEvent` it sends once when a notification is configured. */
export interface S3Event {
  readonly Records?: readonly S3EventRecord[];
  readonly Event?: string;
}

/** An object that was created, as its event tells it. */
export interface Upload {
  readonly ref: ObjectRef;
  /** When it was created, ISO 8601. */
  readonly time: string;
  /** Padded, so that text order is event order. */
  readonly sequencer: string;
}

/** The key as the uploader typed it. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replace(/\+/g, " "));
}

/**
 * Sequencers differ in length and are compared after padding the shorter with zeros on its right (Amazon S3 User Guide,
 * event message structure), so that is how they are kept: at one length, comparable as text.
 */
export function comparableSequencer(sequencer: string | undefined): string {
  return (sequencer ?? "").toUpperCase().padEnd(32, "0");
}

/** Folder markers are the empty objects that consoles make to show a folder. */
export function isFolderMarker(key: string): boolean {
  return key.endsWith("/");
}

/** The upload that a record tells of. */
export function readUpload(record: S3EventRecord): Upload {
  const { bucket, object } = record.s3;
  const key = decodeKey(object.key);
  return {
    // An empty or "null" version is the one an unversioned bucket holds: read it without naming a version.
    ref:
      object.versionId && object.versionId !== "null"
        ? { bucket: bucket.name, key, versionId: object.versionId }
        : { bucket: bucket.name, key },
    time: record.eventTime,
    sequencer: comparableSequencer(object.sequencer),
  };
}
