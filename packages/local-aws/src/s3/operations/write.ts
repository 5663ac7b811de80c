import { AwsError } from "../../http/aws-error";
import { decodeUri, header, type HttpCall } from "../../http/call";
import { send } from "../../http/service";
import { invalidArgument, noSuchKey, noSuchVersion } from "../errors";
import { checkSource, checkWrite } from "../preconditions";
import { receiveBody, storeBytes } from "../receive";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import type { NewVersion } from "../s3";
import type { ObjectVersion } from "../types";
import { acceptUpload, headersOf, writtenHeaders } from "../upload-spec";
import { checksumElements } from "./object-attributes";

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

/** What a copy names as its source. @throws AwsError `InvalidArgument`. */
function copySourceName(call: HttpCall): { bucketName: string; key: string; versionId: string | undefined } {
  const [path = "", query = ""] = (header(call, "x-amz-copy-source") ?? "").replace(/^\//, "").split("?");
  const source = decodeUri(path);
  const slash = source.indexOf("/");
  if (slash <= 0 || slash === source.length - 1) {
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  const versionId = /^versionId=(.+)$/.exec(query)?.[1];
  return { bucketName: source.slice(0, slash), key: source.slice(slash + 1), versionId };
}

/** The source of a copy. */
export function copySource(request: S3Request): ObjectVersion {
  const { bucketName, key, versionId } = copySourceName(request.call);
  const bucket = request.s3.bucket(bucketName);
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
    checkSource(read, source);
    checkWrite(read, key, bucket.current(key));
    const inPlace = bucket.current(key) === source && read("x-amz-server-side-encryption") === undefined;
    if (inPlace && !replace) {
      throw new AwsError(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
      );
    }
    const { metadata, tags } = spec;
    const version = s3.commit(
      bucket,
      {
        key,
        ...(await copyBytes(request, source)),
        encryption: spec.encryption,
        metadata: replace ? metadata : source.metadata,
        tags: read("x-amz-tagging-directive") === "REPLACE" ? tags : source.tags,
      },
      "ObjectCreated:Copy",
    );
    sendXml(
      reply,
      "CopyObjectResult",
      {
        ETag: `"${version.etag}"`,
        LastModified: new Date(version.lastModified).toISOString(),
        ...checksumElements(version.checksums),
        ChecksumType: Object.keys(version.checksums).length === 0 ? undefined : "FULL_OBJECT",
      },
      { ...writtenHeaders(version, bucket), ...copiedFrom(request, source) },
    );
  },
};

/** The version that was copied, from a bucket with versions. */
export function copiedFrom({ s3, call }: S3Request, { versionId }: ObjectVersion): Record<string, string> {
  const bucket = s3.buckets.get(copySourceName(call).bucketName);
  return bucket?.settings.versioning === undefined ? {} : { "x-amz-copy-source-version-id": versionId };
}

/** The bytes of a copy: an object at once, whatever its source was made of. */
async function copyBytes(
  { s3, call }: S3Request,
  source: ObjectVersion,
): Promise<Pick<NewVersion, "sizeBytes" | "etag" | "checksums" | "checksumType" | "blob">> {
  const requested = header(call, "x-amz-checksum-algorithm")?.toLowerCase();
  const [own] = Object.keys(source.checksums);
  const { sizeBytes, etag, checksums, parts } = source;
  if (parts === undefined && (requested === undefined || requested === own)) {
    return { sizeBytes, etag, checksums, blob: await s3.blobs.copy(source.blob) };
  }
  const stream = s3.blobs.read(source.blob) as AsyncIterable<Buffer>;
  const stored = await storeBytes(s3.blobs, stream, requested ?? own);
  return { sizeBytes, etag: stored.md5.toString("hex"), checksums: stored.checksums, blob: stored.blob };
}

/** Operations that write whole objects. */
export const writeOperations = { putObject, copyObject };
