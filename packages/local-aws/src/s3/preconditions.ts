import { AwsError } from "../http/aws-error";
import type { HeaderReader } from "./upload-spec";
import { noSuchKey } from "./errors";
import type { ObjectVersion } from "./types";

const failed = (condition: string) =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });

const unsupported = (
  Header: string,
  additionalMessage = `We don't accept the provided value of ${Header} header for this API`,
) =>
  new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", 501, {
    Header,
    additionalMessage,
  });

function hasTag(list: string, etag: string): boolean {
  return list.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "").replace(/"/g, "") === etag);
}

/**
 * Checks the conditions of a write, `If-None-Match` and `If-Match` (Amazon S3 User Guide, "How to prevent object
 * overwrites with conditional writes").
 *
 * @throws AwsError `PreconditionFailed` (412), `NoSuchKey` (If-Match without an object), `NotImplemented` for an
 * If-None-Match with anything but `*`, an If-Match with `*`, and both together.
 */
export function checkWrite(read: HeaderReader, key: string, current: ObjectVersion | undefined): void {
  const existing = current?.deleteMarker === true ? undefined : current;
  const noneMatch = read("if-none-match");
  const match = read("if-match");
  if (noneMatch !== undefined && match !== undefined) {
    throw unsupported("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
  }
  if (noneMatch !== undefined && noneMatch !== "*") throw unsupported("If-None-Match");
  if (match === "*") throw unsupported("If-Match");
  if (noneMatch !== undefined && existing !== undefined) throw failed("If-None-Match");
  if (match === undefined) return;
  if (existing === undefined) throw noSuchKey(key);
  if (!hasTag(match, existing.etag)) throw failed("If-Match");
}

/**
 * Checks the condition of a removal, an ETag or `*`, against the current version of the key (Amazon S3 User Guide, "How
 * to perform conditional deletes").
 *
 * @throws AwsError `PreconditionFailed` (412), also behind a delete marker; `NoSuchKey` (404) where the key has no
 * version at all.
 */
export function checkDelete(match: string | undefined, key: string, current: ObjectVersion | undefined): void {
  if (match === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (current.deleteMarker || !hasTag(match, current.etag)) throw failed("If-Match");
}

/**
 * Checks the conditions of a copy's source, `x-amz-copy-source-if-…`.
 *
 * @throws AwsError `PreconditionFailed` (412).
 */
export function checkSource(read: HeaderReader, source: ObjectVersion): void {
  const condition = (name: string) => read(`x-amz-copy-source-${name}`);
  try {
    if (!notModified(condition, source)) return;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw failed(`x-amz-copy-source-${error.details.Condition ?? ""}`);
  }
  throw failed(`x-amz-copy-source-${condition("if-none-match") === undefined ? "If-Modified-Since" : "If-None-Match"}`);
}

/**
 * Checks the conditions of a read (RFC 9110, section 13.2.2).
 *
 * @returns true if the response is 304 Not Modified.
 * @throws AwsError `PreconditionFailed` (412).
 */
export function notModified(read: HeaderReader, version: ObjectVersion): boolean {
  const modified = Math.floor(version.lastModified / 1000) * 1000;
  const match = read("if-match");
  const unmodifiedSince = read("if-unmodified-since");
  if (
    match !== undefined
      ? !hasTag(match, version.etag)
      : unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)
  ) {
    throw failed(match === undefined ? "If-Unmodified-Since" : "If-Match");
  }
  const noneMatch = read("if-none-match");
  if (noneMatch !== undefined) return hasTag(noneMatch, version.etag);
  const modifiedSince = read("if-modified-since");
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince);
}
