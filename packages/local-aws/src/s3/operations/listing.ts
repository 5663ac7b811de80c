import type { XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import { invalidArgument } from "../errors";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import type { ObjectVersion } from "../types";

interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly encode: (text: string) => string;
  readonly encodingType: string | undefined;
}

function listQuery({ call }: S3Request): ListQuery {
  const maxKeys = Number(call.query.get("max-keys") ?? 1000);
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
  const encodingType = call.query.get("encoding-type");
  return {
    prefix: call.query.get("prefix") ?? "",
    delimiter: call.query.get("delimiter") ?? "",
    maxKeys: Math.min(maxKeys, 1000),
    encodingType,
    encode: encodingType === "url" ? (text) => encodeURIComponent(text).replace(/%2F/g, "/") : (text) => text,
  };
}

function listContext(query: ListQuery): Record<string, string> {
  return { "s3:prefix": query.prefix, "s3:delimiter": query.delimiter, "s3:max-keys": String(query.maxKeys) };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of this page if another page follows. */
  readonly next: string | undefined;
}

/** One page of keys after `after`; keys that share a prefix up to the delimiter count as one. */
function page<T>(bucket: Bucket, query: ListQuery, after: string, itemsOf: (key: string) => readonly T[]): Page<T> {
  const items: T[] = [];
  const prefixes: string[] = [];
  let last = after;
  for (const key of bucket.keys()) {
    if (!key.startsWith(query.prefix) || Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0) continue;
    const found = itemsOf(key);
    if (found.length === 0) continue;
    const cut = query.delimiter === "" ? -1 : key.indexOf(query.delimiter, query.prefix.length);
    const common = cut < 0 ? undefined : key.slice(0, cut + query.delimiter.length);
    if (common !== undefined && (prefixes.at(-1) === common || after.startsWith(common))) continue;
    if (items.length + prefixes.length >= query.maxKeys)
      return { items, prefixes, next: query.maxKeys === 0 ? undefined : last };
    if (common !== undefined) prefixes.push(common);
    else items.push(...found);
    last = common ?? key;
  }
  return { items, prefixes, next: undefined };
}

function contents(query: ListQuery, version: ObjectVersion): XmlNode {
  return {
    Key: query.encode(version.key),
    LastModified: new Date(version.lastModified).toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: Object.keys(version.checksums).map((name) => name.toUpperCase()),
    Size: version.sizeBytes,
    StorageClass: "STANDARD",
  };
}

function currentObject(bucket: Bucket): (key: string) => ObjectVersion[] {
  return (key) => {
    const current = bucket.current(key);
    return current === undefined || current.deleteMarker ? [] : [current];
  };
}

function head(bucket: Bucket, query: ListQuery): XmlNode {
  return {
    Name: bucket.name,
    Prefix: query.encode(query.prefix),
    Delimiter: query.delimiter === "" ? undefined : query.encode(query.delimiter),
    MaxKeys: query.maxKeys,
    EncodingType: query.encodingType,
  };
}

/** The part of a response that differs between listings. */
interface Listing {
  readonly found: Page<unknown>;
  readonly answer: XmlNode;
}

/** Makes an operation that returns one page of a bucket. */
function listing(
  name: string,
  { action, root }: { readonly action: string; readonly root: string },
  list: (bucket: Bucket, query: ListQuery, request: S3Request) => Listing,
): S3Operation {
  return {
    name,
    run(request, reply) {
      const bucket = bucketOf(request);
      const query = listQuery(request);
      allow(request, { action, bucket, context: listContext(query) });
      const { found, answer } = list(bucket, query, request);
      sendXml(reply, root, {
        ...head(bucket, query),
        IsTruncated: found.next !== undefined,
        ...answer,
        CommonPrefixes: found.prefixes.map((Prefix) => ({ Prefix: query.encode(Prefix) })),
      });
    },
  };
}

const objects = { action: "s3:ListBucket", root: "ListBucketResult" };

const listObjectsV2 = listing("ListObjectsV2", objects, (bucket, query, { call }) => {
  const token = call.query.get("continuation-token");
  const startAfter = call.query.get("start-after");
  const after = token === undefined ? (startAfter ?? "") : Buffer.from(token, "base64url").toString("utf8");
  const found = page(bucket, query, after, currentObject(bucket));
  const answer = {
    KeyCount: found.items.length + found.prefixes.length,
    ContinuationToken: token,
    NextContinuationToken: found.next === undefined ? undefined : Buffer.from(found.next).toString("base64url"),
    StartAfter: startAfter === undefined ? undefined : query.encode(startAfter),
    Contents: found.items.map((version) => contents(query, version)),
  };
  return { found, answer };
});

const listObjects = listing("ListObjects", objects, (bucket, query, { call }) => {
  const marker = call.query.get("marker") ?? "";
  const found = page(bucket, query, marker, currentObject(bucket));
  const answer = {
    Marker: query.encode(marker),
    NextMarker: found.next === undefined ? undefined : query.encode(found.next),
    Contents: found.items.map((version) => contents(query, version)),
  };
  return { found, answer };
});

const versions = { action: "s3:ListBucketVersions", root: "ListVersionsResult" };

const listObjectVersions = listing("ListObjectVersions", versions, (bucket, query, { call, s3 }) => {
  const marker = call.query.get("key-marker") ?? "";
  // All versions of a key are on one page, so that the key marker suffices to continue.
  const found = page(bucket, query, marker, (key) => bucket.versions(key));
  const entry = (version: ObjectVersion) => ({
    ...(version.deleteMarker
      ? { Key: query.encode(version.key), LastModified: new Date(version.lastModified).toISOString() }
      : contents(query, version)),
    VersionId: version.versionId,
    IsLatest: bucket.current(version.key) === version,
    Owner: { ID: s3.cloud.accountId },
  });
  const answer = {
    KeyMarker: query.encode(marker),
    NextKeyMarker: found.next === undefined ? undefined : query.encode(found.next),
    Version: found.items.filter((version) => !version.deleteMarker).map(entry),
    DeleteMarker: found.items.filter((version) => version.deleteMarker).map(entry),
  };
  return { found, answer };
});

/** Operations that list a bucket. */
export const listingOperations = { listObjects, listObjectsV2, listObjectVersions };
