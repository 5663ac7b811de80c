import type { XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import { invalidArgument } from "../errors";
import { commonPrefix, listQuery, type ListQuery } from "../list-query";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import type { ObjectVersion } from "../types";

function listContext(query: ListQuery): Record<string, string> {
  return { "s3:prefix": query.prefix, "s3:delimiter": query.delimiter, "s3:max-keys": String(query.max) };
}

interface Page {
  readonly items: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** Where the next page begins, if there is one: after this prefix, or after this version of this key. */
  readonly next: { readonly key: string; readonly versionId?: string } | undefined;
}

/** One page of keys after `after`; keys that share a prefix up to the delimiter count as one. */
function page(
  bucket: Bucket,
  query: ListQuery,
  after: string,
  itemsOf: (key: string) => readonly ObjectVersion[],
): Page {
  const items: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last: Page["next"];
  const start = Buffer.from(after);
  for (const key of bucket.keys()) {
    if (!key.startsWith(query.prefix) || Buffer.compare(Buffer.from(key), start) < 0) continue;
    const found = itemsOf(key);
    if (found.length === 0) continue;
    const common = commonPrefix(query, key);
    if (common !== undefined) {
      if (prefixes.at(-1) === common || (after !== "" && after.startsWith(common))) continue;
      if (items.length + prefixes.length >= query.max) return { items, prefixes, next: last };
      prefixes.push(common);
      last = { key: common };
      continue;
    }
    for (const item of found) {
      if (items.length + prefixes.length >= query.max) return { items, prefixes, next: last };
      items.push(item);
      last = { key, versionId: item.versionId };
    }
  }
  return { items, prefixes, next: undefined };
}

function contents(query: ListQuery, version: ObjectVersion): XmlNode {
  const algorithms = Object.keys(version.checksums).map((name) => name.toUpperCase());
  return {
    Key: query.encode(version.key),
    LastModified: new Date(version.lastModified).toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: algorithms,
    ChecksumType: algorithms.length === 0 ? undefined : (version.checksumType ?? "FULL_OBJECT"),
    Size: version.sizeBytes,
    StorageClass: "STANDARD",
  };
}

/** The current object of each key after `after`. */
function currentObject(bucket: Bucket, after: string): (key: string) => ObjectVersion[] {
  return (key) => {
    const current = key === after ? undefined : bucket.current(key);
    return current === undefined || current.deleteMarker ? [] : [current];
  };
}

function head(bucket: Bucket, query: ListQuery): XmlNode {
  return {
    Name: bucket.name,
    Prefix: query.encode(query.prefix),
    Delimiter: query.delimiter === "" ? undefined : query.encode(query.delimiter),
    MaxKeys: query.max,
    EncodingType: query.encodingType,
  };
}

/** The part of a response that differs between listings. */
interface Listing {
  readonly found: Page;
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
      const query = listQuery(request, "max-keys");
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

const owner = ({ s3 }: S3Request) => ({ Owner: { ID: s3.cloud.accountId } });

const listObjectsV2 = listing("ListObjectsV2", objects, (bucket, query, request) => {
  const parameters = request.call.query;
  const token = parameters.get("continuation-token");
  const startAfter = parameters.get("start-after");
  if (token === "") {
    throw invalidArgument("The continuation token provided is incorrect", { ArgumentName: "continuation-token" });
  }
  const after = token === undefined ? (startAfter ?? "") : Buffer.from(token, "base64url").toString("utf8");
  const found = page(bucket, query, after, currentObject(bucket, after));
  const withOwner = parameters.get("fetch-owner") === "true" ? owner(request) : {};
  const answer = {
    KeyCount: found.items.length + found.prefixes.length,
    ContinuationToken: token,
    NextContinuationToken: found.next === undefined ? undefined : Buffer.from(found.next.key).toString("base64url"),
    StartAfter: startAfter === undefined ? undefined : query.encode(startAfter),
    Contents: found.items.map((version) => ({ ...contents(query, version), ...withOwner })),
  };
  return { found, answer };
});

const listObjects = listing("ListObjects", objects, (bucket, query, request) => {
  const marker = request.call.query.get("marker") ?? "";
  const found = page(bucket, query, marker, currentObject(bucket, marker));
  const answer = {
    Marker: query.encode(marker),
    // Without a delimiter the last key of the page is the marker of the next one.
    NextMarker: found.next === undefined || query.delimiter === "" ? undefined : query.encode(found.next.key),
    Contents: found.items.map((version) => ({ ...contents(query, version), ...owner(request) })),
  };
  return { found, answer };
});

/** Versions of a key after the markers. @throws AwsError `InvalidArgument`. */
function versionsAfter(bucket: Bucket, { call: { query } }: S3Request): (key: string) => readonly ObjectVersion[] {
  const keyMarker = query.get("key-marker");
  const idMarker = query.get("version-id-marker");
  if (idMarker !== undefined && keyMarker === undefined) {
    throw invalidArgument("A version-id marker cannot be specified without a key marker.", {
      ArgumentName: "version-id-marker",
      ArgumentValue: idMarker,
    });
  }
  return (key) => {
    const versions = bucket.versions(key);
    if (key !== keyMarker || key === "") return versions;
    const at = versions.findIndex(({ versionId }) => versionId === idMarker);
    return at < 0 ? [] : versions.slice(at + 1);
  };
}

const versions = { action: "s3:ListBucketVersions", root: "ListVersionsResult" };

const listObjectVersions = listing("ListObjectVersions", versions, (bucket, query, request) => {
  const marker = request.call.query.get("key-marker") ?? "";
  const idMarker = request.call.query.get("version-id-marker") ?? "";
  const found = page(bucket, query, marker, versionsAfter(bucket, request));
  const entry = (version: ObjectVersion) => ({
    ...(version.deleteMarker
      ? { Key: query.encode(version.key), LastModified: new Date(version.lastModified).toISOString() }
      : contents(query, version)),
    VersionId: version.versionId,
    IsLatest: bucket.current(version.key) === version,
    ...owner(request),
  });
  const answer = {
    KeyMarker: query.encode(marker),
    VersionIdMarker: idMarker,
    NextKeyMarker: found.next === undefined ? undefined : query.encode(found.next.key),
    NextVersionIdMarker: found.next?.versionId,
    Version: found.items.filter((version) => !version.deleteMarker).map(entry),
    DeleteMarker: found.items.filter((version) => version.deleteMarker).map(entry),
  };
  return { found, answer };
});

/** Operations that list a bucket. */
export const listingOperations = { listObjects, listObjectsV2, listObjectVersions };
