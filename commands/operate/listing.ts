import { ListObjectsV2Command, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

import { decodeEventKey } from "../../handlers/contract";

/** One version of an object, or a delete marker. */
export interface ListedVersion {
  readonly key: string;
  /** Absent: written before the bucket kept versions. */
  readonly versionId?: string;
  readonly isLatest: boolean;
  readonly isMarker: boolean;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface ListOptions {
  readonly prefix: string;
  /** Only keys after it. */
  readonly after?: string;
  /** Keys of a page, 1..1000. */
  readonly pageSize: number;
}

/** The versions of a bucket, page by page, keys in the order of their UTF-8 bytes and the latest version first. */
export async function* listVersions(
  s3: S3Client,
  bucket: string,
  { prefix, after, pageSize }: ListOptions,
): AsyncGenerator<readonly ListedVersion[]> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = { KeyMarker: after };
  while (marker !== undefined) {
    const page: Awaited<ReturnType<typeof requestVersions>> = await requestVersions(s3, {
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: pageSize,
      ...marker,
    });
    const versions = [
      ...(page.Versions ?? []).map((version) => listedVersion(version, false)),
      ...(page.DeleteMarkers ?? []).map((version) => listedVersion(version, true)),
    ];
    // S3 lists markers apart from versions.
    if (versions.length > 0) yield versions.sort(byKeyLatestFirst);
    marker = page.IsTruncated
      ? {
          KeyMarker: page.NextKeyMarker && decodeEventKey(page.NextKeyMarker),
          VersionIdMarker: page.NextVersionIdMarker,
        }
      : undefined;
  }
}

function requestVersions(
  s3: S3Client,
  input: { Bucket: string; Prefix: string; MaxKeys: number; KeyMarker?: string; VersionIdMarker?: string },
) {
  // A key may hold characters that XML cannot.
  return s3.send(new ListObjectVersionsCommand({ ...input, EncodingType: "url" }));
}

function listedVersion(
  version: { Key?: string; VersionId?: string; IsLatest?: boolean; LastModified?: Date },
  isMarker: boolean,
): ListedVersion {
  const { Key = "", VersionId, IsLatest = false, LastModified } = version;
  return {
    key: decodeEventKey(Key),
    ...(VersionId === undefined || VersionId === "null" ? {} : { versionId: VersionId }),
    isLatest: IsLatest,
    isMarker,
    modified: LastModified?.getTime() ?? 0,
  };
}

/** Order of S3's listings: UTF-8 bytes. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byKeyLatestFirst(a: ListedVersion, b: ListedVersion): number {
  return compareKeys(a.key, b.key) || Number(b.isLatest) - Number(a.isLatest) || b.modified - a.modified;
}

/** The keys of a bucket's current objects, page by page. */
export async function* listKeys(
  s3: S3Client,
  bucket: string,
  { prefix, after, pageSize }: ListOptions,
): AsyncGenerator<readonly string[]> {
  let token: string | undefined;
  do {
    const page: { Contents?: { Key?: string }[]; NextContinuationToken?: string } = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        EncodingType: "url",
        ...(token === undefined ? { StartAfter: after } : { ContinuationToken: token }),
      }),
    );
    const keys = (page.Contents ?? []).map(({ Key = "" }) => decodeEventKey(Key));
    if (keys.length > 0) yield keys;
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
