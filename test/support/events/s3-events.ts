import type { Backfill } from "../../../handlers/contract";

/** The object of a test's event; the rest has defaults. */
export interface CreatedSpec {
  readonly key: string;
  readonly bucket?: string;
  readonly versionId?: string;
  readonly sequencer?: string;
  /** ISO 8601. */
  readonly time?: string;
  /** What happened; default `ObjectCreated:Put`. */
  readonly eventName?: string;
  /** Asks for a version to be processed again; the event says "ObjectCreated:Backfill" then. */
  readonly backfill?: Backfill;
}

/** Encodes a key as S3 does in events: blanks as `+`, the rest percent-encoded except slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");
}

/** An event notification of S3 (event structure 2.1), one record per object. */
export function s3Event(...objects: readonly CreatedSpec[]) {
  return {
    Records: objects.map(
      ({ key, bucket = "source", versionId, sequencer = "0A1B2C3D4E5F678901", time, eventName, backfill }) => ({
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "eu-central-1",
        eventTime: time ?? "2026-01-02T03:04:05.678Z",
        eventName: eventName ?? "ObjectCreated:Put",
        userIdentity: { principalId: "AWS:AIDAEXAMPLE" },
        requestParameters: { sourceIPAddress: "192.0.2.1" },
        responseElements: { "x-amz-request-id": "EXAMPLE", "x-amz-id-2": "EXAMPLE" },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "image-upload-trigger-1",
          bucket: { name: bucket, ownerIdentity: { principalId: "EXAMPLE" }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeKey(key),
            size: 1024,
            eTag: "d41d8cd98f00b204e9800998ecf8427e",
            ...(versionId === undefined ? {} : { versionId }),
            sequencer,
          },
        },
        ...(backfill ? { backfill } : {}),
      }),
    ),
  };
}

/** Sent by S3 once when a notification is configured. */
export const s3TestEvent = {
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: "2026-01-02T03:04:05.678Z",
  Bucket: "source",
  RequestId: "EXAMPLE",
  HostId: "EXAMPLE",
};

/** The same as an event that S3 sends to EventBridge: one per object, and its key is not encoded. */
export function objectCreated({
  key,
  bucket = "source",
  versionId,
  sequencer = "0A1B2C3D4E5F678901",
  time,
  backfill,
}: CreatedSpec) {
  return {
    version: "0",
    id: "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": "Object Created" as const,
    source: "aws.s3",
    account: "123456789012",
    time: time ?? "2026-01-02T03:04:05.678Z",
    region: "eu-central-1",
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key,
        size: 1024,
        etag: "d41d8cd98f00b204e9800998ecf8427e",
        ...(versionId === undefined ? {} : { "version-id": versionId }),
        sequencer,
      },
      "request-id": "EXAMPLE",
      requester: "123456789012",
      "source-ip-address": "192.0.2.1",
      reason: "PutObject",
      ...(backfill ? { backfill } : {}),
    },
  };
}

/** The event of a deleted object as S3 sends it to EventBridge. */
export function objectDeleted({
  reason = "DeleteObject",
  deletion = "Delete Marker Created",
  ...spec
}: CreatedSpec & { readonly reason?: string; readonly deletion?: "Delete Marker Created" | "Permanently Deleted" }) {
  const { detail, ...event } = objectCreated(spec);
  const { key, sequencer, ...object } = detail.object;
  const version = { ...("version-id" in object && { "version-id": object["version-id"] }) };
  return {
    ...event,
    "detail-type": "Object Deleted" as const,
    detail: {
      ...detail,
      object: { key, ...version, sequencer },
      reason,
      "deletion-type": deletion,
    },
  };
}
