import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

import { AwsError } from "../../http/aws-error";
import { header } from "../../http/call";
import { send } from "../../http/service";
import type { Bucket } from "../bucket";
import { noSuchKey, noSuchVersion } from "../errors";
import { notModified } from "../preconditions";
import { allow, bucketOf, isAllowed, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import type { ObjectVersion } from "../types";
import { headersOf, writtenHeaders } from "../upload-spec";
import { checksumHeaders } from "./write";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A single byte range (RFC 9110, section 14); several ranges and other units select the whole object, as in S3. */
function parseRange(text: string | undefined, sizeBytes: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end || start >= sizeBytes) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      ActualObjectSize: String(sizeBytes),
    });
  }
  return { start, end };
}

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
    ...Object.fromEntries(Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...Object.fromEntries(Object.entries(user).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    "accept-ranges": "bytes",
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.lastModified).toUTCString(),
    ...(tags > 0 && { "x-amz-tagging-count": String(tags) }),
    ...writtenHeaders(version, bucket),
  };
}

async function answer(request: S3Request, reply: ServerResponse, withBody: boolean): Promise<void> {
  const { s3, call } = request;
  const bucket = bucketOf(request);
  const version = versionToRead(request, bucket, "GetObject", reply);
  useObjectKey(request, { bucket: bucket.name, ...version }, "kms:Decrypt");
  const headers = objectHeaders(request, bucket, version);
  if (notModified(headersOf(request), version)) {
    send(reply, 304, headers);
    return;
  }
  const range = parseRange(header(call, "range"), version.sizeBytes);
  if (range === undefined) {
    if (header(call, "x-amz-checksum-mode") === "ENABLED") Object.assign(headers, checksumHeaders(version));
    headers["content-length"] = String(version.sizeBytes);
    if (version.partsCount !== undefined) headers["x-amz-mp-parts-count"] = String(version.partsCount);
  } else {
    headers["content-length"] = String(range.end - range.start + 1);
    headers["content-range"] = `bytes ${range.start}-${range.end}/${version.sizeBytes}`;
  }
  reply.writeHead(range === undefined ? 200 : 206, headers);
  if (withBody && version.sizeBytes > 0) await pipeline(s3.blobs.read(version.blob, range), reply);
  else reply.end();
}

const getObject: S3Operation = { name: "GetObject", run: (request, reply) => answer(request, reply, true) };
const headObject: S3Operation = { name: "HeadObject", run: (request, reply) => answer(request, reply, false) };

/** Operations that read objects. */
export const readOperations = { getObject, headObject };
