import { AwsError } from "../../http/aws-error";
import { decodeUri, header } from "../../http/call";
import { send } from "../../http/service";
import { invalidArgument, noSuchKey, noSuchVersion } from "../errors";
import { checkWrite, notModified } from "../preconditions";
import { receiveBody } from "../receive";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import type { NewVersion } from "../s3";
import type { ObjectVersion } from "../types";
import { acceptUpload, headersOf, writtenHeaders } from "../upload-spec";

/** Checksums of a version as response headers. */
export function checksumHeaders(version: Pick<ObjectVersion, "checksums" | "checksumType">): Record<string, string> {
  const entries = Object.entries(version.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  if (entries.length > 0) entries.push(["x-amz-checksum-type", version.checksumType ?? "FULL_OBJECT"]);
  return Object.fromEntries(entries) as Record<string, string>;
}

const putObject: S3Operation = {
  name: "PutObject",
  async run(request, reply) {
    const { s3, key, call } = request;
    const bucket = bucketOf(request);
    const read = headersOf(request);
    const spec = acceptUpload(request, bucket, key, read, Object.keys(call.headers));
    checkWrite(read, key, bucket.current(key));
    const body = await receiveBody(call, s3.blobs);
    // Another writer may have won while the body was received.
    try {
      checkWrite(read, key, bucket.current(key));
    } catch (error) {
      await s3.blobs.remove(body.blob);
      throw error;
    }
    const { sizeBytes, blob, checksums } = body;
    const etag = body.md5.toString("hex");
    const version = s3.commit(bucket, { key, sizeBytes, blob, checksums, etag, ...spec }, "ObjectCreated:Put");
    send(reply, 200, { etag: `"${etag}"`, ...checksumHeaders(version), ...writtenHeaders(version, bucket) });
  },
};

/** The source of a copy. */
export function copySource(request: S3Request): ObjectVersion {
  const { s3 } = request;
  const [path = "", query = ""] = (header(request.call, "x-amz-copy-source") ?? "").replace(/^\//, "").split("?");
  const source = decodeUri(path);
  const slash = source.indexOf("/");
  if (slash <= 0) throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  const bucket = s3.bucket(source.slice(0, slash));
  const key = source.slice(slash + 1);
  const versionId = /^versionId=(.+)$/.exec(query)?.[1];
  allow(request, { action: versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", bucket, key });
  const version = versionId === undefined ? bucket.current(key) : bucket.version(key, versionId);
  if (version === undefined || version.deleteMarker) {
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  }
  useObjectKey(request, { bucket: bucket.name, ...version }, "kms:Decrypt");
  return version;
}

const copyObject: S3Operation = {
  name: "CopyObject",
  async run(request, reply) {
    const { s3, key, call } = request;
    const bucket = bucketOf(request);
    const read = headersOf(request);
    const replace = read("x-amz-metadata-directive") === "REPLACE";
    const spec = acceptUpload(request, bucket, key, read, Object.keys(call.headers));
    const source = copySource(request);
    const sourceConditions = (name: string) => read(`x-amz-copy-source-${name}`);
    if (notModified(sourceConditions, source)) {
      throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
    }
    const inPlace = bucket.current(key) === source && read("x-amz-server-side-encryption") === undefined;
    if (inPlace && !replace) {
      throw new AwsError(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
      );
    }
    const copy: NewVersion = {
      key,
      sizeBytes: source.sizeBytes,
      etag: source.etag,
      checksums: source.checksums,
      checksumType: source.checksumType,
      blob: await s3.blobs.copy(source.blob),
      encryption: spec.encryption,
      metadata: replace ? spec.metadata : source.metadata,
      tags: read("x-amz-tagging-directive") === "REPLACE" ? spec.tags : source.tags,
    };
    const version = s3.commit(bucket, copy, "ObjectCreated:Copy");
    sendXml(
      reply,
      "CopyObjectResult",
      { ETag: `"${version.etag}"`, LastModified: new Date(version.lastModified).toISOString() },
      writtenHeaders(version, bucket),
    );
  },
};

/** Operations that write whole objects. */
export const writeOperations = { putObject, copyObject };
