import { AwsError } from "../http/aws-error";
import type { RequestContext } from "../iam/conditions";
import { invalidArgument } from "./errors";

/** Tags of an object by key. */
export type Tags = Readonly<Record<string, string>>;

/** Most tags of an object. */
const MAX_TAGS = 10;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Tags in the form `a=1&b=2` of the header `x-amz-tagging`; a key without `=` has the empty value.
 *
 * @throws AwsError `InvalidArgument` for a key that is there twice and for characters that tags may not have.
 */
export function parseTags(text: string | undefined): Tags {
  const pairs = [...new URLSearchParams(text ?? "")];
  const tags = Object.fromEntries(pairs);
  const valid = Object.entries(tags).every(([key, value]) => key !== "" && allowed.test(key) && allowed.test(value));
  if (!valid || Object.keys(tags).length < pairs.length) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  }
  checkTags(tags);
  return tags;
}

/** @throws AwsError `BadRequest` for too many tags, `InvalidTag` for a key or value that is too long or not allowed. */
export function checkTags(tags: Tags): void {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) throw new AwsError("BadRequest", "Object tags cannot be greater than 10", 400);
  for (const [key, value] of entries) {
    if (key === "" || key.length > MAX_KEY_CHARACTERS || !allowed.test(key)) {
      throw new AwsError("InvalidTag", "The TagKey you have provided is invalid", 400);
    }
    if (value.length > MAX_VALUE_CHARACTERS || !allowed.test(value)) {
      throw new AwsError("InvalidTag", "The TagValue you have provided is invalid", 400);
    }
  }
}

/** Values of `s3:RequestObjectTagKeys` and `s3:RequestObjectTag/KEY`. */
export function tagContext(tags: Tags): RequestContext {
  const keys = Object.keys(tags);
  const values = Object.entries(tags).map(([key, value]) => [`s3:requestobjecttag/${key.toLowerCase()}`, value]);
  return {
    ...(Object.fromEntries(values) as Record<string, string>),
    ...(keys.length > 0 && { "s3:requestobjecttagkeys": keys }),
  };
}
