import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

import { AwsError } from "../../http/aws-error";
import { header } from "../../http/call";
import { send, type Call } from "../../http/service";
import type { Bucket } from "../bucket";
import { rangeOfHeader, rangeOfPart, partNumberOf, type ByteRange } from "../byte-range";
import { invalidArgument, invalidRequest, noSuchKey, noSuchVersion } from "../errors";
import { encodeWords } from "../mail-words";
import { notModified } from "../preconditions";
import { allow, bucketOf, isAllowed, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import type { ObjectVersion } from "../types";
import { headersOf, writtenHeaders } from "../upload-spec";
import { checksumHeaders } from "./write";

/**
 * The version that a request names.
 *
 * @throws AwsError `NoSuchKey`, `NoSuchVersion`; `AccessDenied` instead of `NoSuchKey` if the caller may not list the
 * bucket.
 */
export function versionToRead(
  request: S3Request,
  bucket: Bucket,
  action: string,
  reply: ServerResponse,
): ObjectVersion {
  const { key, call } = request;
  const versionId = call.query.get("versionId");
  allow(request, {
    action: versionId === undefined ? `s3:${action}` : `s3:${action.replace("Object", "ObjectVersion")}`,
    bucket,
    key,
  });
  const version = versionId === undefined ? bucket.current(key) : bucket.version(key, versionId);
  if (version?.deleteMarker === true) {
    reply.setHeader("x-amz-delete-marker", "true");
    reply.setHeader("x-amz-version-id", version.versionId);
    if (versionId !== undefined) {
      throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
    }
  }
  if (version !== undefined && !version.deleteMarker) return version;
  if (!isAllowed(request, { action: "s3:ListBucket", bucket, context: { "s3:prefix": key } })) {
    // Without s3:ListBucket, S3 does not reveal that a key does not exist. This throws the refusal.
    allow(request, { action: "s3:ListBucket", bucket });
  }
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}

const overridable = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

/** A form may give characters that no header has: they come back as spaces. */
const latin1 = (text: string) => text.replace(/[^\t\x20-\x7e\x80-\xff]/gu, " ");

function objectHeaders(request: S3Request, bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const { contentType, user, ...rest } = version.metadata;
  const own: Record<string, string | undefined> = {
    "content-type": contentType,
    "cache-control": rest.cacheControl,
    "content-disposition": rest.contentDisposition,
    "content-encoding": rest.contentEncoding,
    "content-language": rest.contentLanguage,
    expires: rest.expires,
  };
  for (const name of overridable) own[name] = request.call.query.get(`response-${name}`) ?? own[name];
  const tags = Object.keys(version.tags).length;
  return {
    ...Object.fromEntries(
      Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [[name, latin1(value)]])),
    ),
    ...Object.fromEntries(Object.entries(user).map(([name, value]) => [`x-amz-meta-${name}`, encodeWords(value)])),
    "accept-ranges": "bytes",
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.lastModified).toUTCString(),
    ...(tags > 0 && { "x-amz-tagging-count": String(tags) }),
    ...writtenHeaders(version, bucket),
    ...(bucket.settings.versioning !== undefined && { "x-amz-version-id": version.versionId }),
  };
}

/** Largest answer that is read as a whole before it is sent, in bytes (2 MiB). */
const AT_ONCE_BYTES = 2 * 1024 ** 2;

/** The bytes that a request asks for; undefined for all. @throws AwsError `InvalidRequest` if it asks twice. */
function requestedRange({ call }: S3Request, version: ObjectVersion): ByteRange | undefined {
  const part = call.query.get("partNumber");
  const range = header(call, "range");
  if (part === undefined) return rangeOfHeader(range, version.sizeBytes);
  if (range !== undefined) throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  return rangeOfPart(version, partNumberOf(part));
}

/** Checksums of what is read: those of the whole object, or of the part if each part has one of its own. */
function readChecksums(call: Call, version: ObjectVersion, range: ByteRange | undefined): Record<string, string> {
  if (header(call, "x-amz-checksum-mode")?.toUpperCase() !== "ENABLED") return {};
  const part = call.query.get("partNumber");
  if (range === undefined || (part !== undefined && version.parts === undefined)) return checksumHeaders(version);
  const { checksums } = version.parts?.find(({ number }) => number === Number(part)) ?? { checksums: {} };
  return version.checksumType === "COMPOSITE" ? checksumHeaders({ checksums, checksumType: "COMPOSITE" }) : {};
}

async function answer(request: S3Request, reply: ServerResponse, withBody: boolean): Promise<void> {
  const { s3, call } = request;
  const bucket = bucketOf(request);
  const version = versionToRead(request, bucket, "GetObject", reply);
  // The object says how it is encrypted; only customers' keys come with a request to read.
  if (header(call, "x-amz-server-side-encryption") !== undefined) {
    throw invalidArgument("x-amz-server-side-encryption header is not supported for this operation.", {
      ArgumentName: "x-amz-server-side-encryption",
      ArgumentValue: header(call, "x-amz-server-side-encryption") ?? "",
    });
  }
  useObjectKey(request, { bucket: bucket.name, ...version }, "kms:Decrypt");
  const headers = objectHeaders(request, bucket, version);
  if (notModified(headersOf(request), version)) {
    send(reply, 304, headers);
    return;
  }
  const range = requestedRange(request, version);
  Object.assign(headers, readChecksums(call, version, range));
  if (range === undefined) headers["content-length"] = String(version.sizeBytes);
  else {
    headers["content-length"] = String(range.end - range.start + 1);
    headers["content-range"] = `bytes ${range.start}-${range.end}/${version.sizeBytes}`;
    const count = version.parts?.length;
    if (call.query.has("partNumber") && count !== undefined) headers["x-amz-mp-parts-count"] = String(count);
  }
  const status = range === undefined ? 200 : 206;
  const { start, end } = range ?? { start: 0, end: version.sizeBytes - 1 };
  const sizeBytes = end - start + 1;
  if (!withBody || sizeBytes === 0) reply.writeHead(status, headers).end();
  else if (sizeBytes <= AT_ONCE_BYTES) {
    const bytes = await s3.blobs.readAtOnce(version.blob, { start, end });
    reply.writeHead(status, headers).end(bytes);
  } else {
    reply.writeHead(status, headers);
    await pipeline(s3.blobs.read(version.blob, range), reply);
  }
}

const getObject: S3Operation = { name: "GetObject", run: (request, reply) => answer(request, reply, true) };
const headObject: S3Operation = { name: "HeadObject", run: (request, reply) => answer(request, reply, false) };

/** Operations that read objects. */
export const readOperations = { getObject, headObject };
