import { randomBytes, randomUUID } from "node:crypto";

import type { ServiceContext } from "../context";
import type { BucketSettings, ObjectVersion } from "./types";

/** A key in the encoding of event records: form encoding (space as `+`), slashes unchanged. */
function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%20/g, "+")
    .replace(/%2F/g, "/")
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function versionOf(version: ObjectVersion): string | undefined {
  return version.versionId === "null" ? undefined : version.versionId;
}

/** One record of an S3 event message, version 2.1. */
export function eventRecord(
  cloud: ServiceContext,
  bucket: BucketSettings,
  configurationId: string,
  version: ObjectVersion,
  eventName: string,
): object {
  const removed = !eventName.startsWith("ObjectCreated:");
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: cloud.region,
    eventTime: new Date().toISOString(),
    eventName,
    userIdentity: { principalId: `AWS:${cloud.accountId}` },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(), "x-amz-id-2": "embedded" },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: cloud.accountId },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: encodeEventKey(version.key),
        ...(removed ? {} : { size: version.sizeBytes, eTag: version.etag }),
        versionId: versionOf(version),
        sequencer: version.sequencer,
      },
    },
  };
}

const detailTypes: readonly (readonly [string, string])[] = [
  ["ObjectCreated:", "Object Created"],
  ["ObjectRemoved:", "Object Deleted"],
  ["LifecycleExpiration:", "Object Deleted"],
];

const reasons: Readonly<Record<string, string>> = {
  "ObjectCreated:Put": "PutObject",
  "ObjectCreated:Post": "POST Object",
  "ObjectCreated:Copy": "CopyObject",
  "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
};

/** The event that S3 sends to the default event bus; its keys are not encoded. */
export function eventBridgeEvent(
  cloud: ServiceContext,
  bucket: BucketSettings,
  version: ObjectVersion,
  eventName: string,
): object | undefined {
  const detailType = detailTypes.find(([prefix]) => eventName.startsWith(prefix))?.[1];
  if (detailType === undefined) return undefined;
  const created = detailType === "Object Created";
  const expired = eventName.startsWith("LifecycleExpiration:");
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source: "aws.s3",
    account: cloud.accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    region: cloud.region,
    resources: [`arn:aws:s3:::${bucket.name}`],
    detail: {
      version: "0",
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        ...(created ? { size: version.sizeBytes, etag: version.etag } : {}),
        "version-id": versionOf(version),
        sequencer: version.sequencer,
      },
      "request-id": randomBytes(8).toString("hex").toUpperCase(),
      requester: expired ? "s3.amazonaws.com" : cloud.accountId,
      "source-ip-address": "127.0.0.1",
      reason: expired ? "Lifecycle Expiration" : (reasons[eventName] ?? "DeleteObject"),
      ...(created
        ? {}
        : {
            "deletion-type": eventName.endsWith("DeleteMarkerCreated")
              ? "Delete Marker Created"
              : "Permanently Deleted",
          }),
    },
  };
}

/**
 * Sequencers of object changes: hexadecimal, of one length, increasing, also over restarts (they begin with the time).
 */
export class Sequencer {
  private last = 0n;

  next(): string {
    const now = BigInt(Date.now()) << 16n;
    this.last = now > this.last ? now : this.last + 1n;
    return this.last.toString(16).toUpperCase().padStart(18, "0");
  }
}
