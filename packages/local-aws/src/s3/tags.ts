import { AwsError } from "../http/aws-error";
import type { XmlElement, XmlNode } from "../http/xml";
import type { RequestContext } from "../iam/conditions";
import { invalidArgument, malformedXml } from "./errors";

/** Tags of an object by key. */
export type Tags = Readonly<Record<string, string>>;

/** Most tags of an object. */
const MAX_OBJECT_TAGS = 10;
/** Most tags of a bucket. */
const MAX_BUCKET_TAGS = 50;
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
  checkTags(tags, "object");
  return tags;
}

const invalidTag = (message: string, details: Readonly<Record<string, string>>) =>
  new AwsError("InvalidTag", message, 400, details);

/**
 * Checks the tags of an object or a bucket.
 *
 * @throws AwsError `BadRequest` for too many tags, `InvalidTag` for a key or value that is too long or not allowed.
 */
function checkTags(tags: Tags, of: "object" | "bucket"): void {
  const entries = Object.entries(tags);
  const max = of === "object" ? MAX_OBJECT_TAGS : MAX_BUCKET_TAGS;
  const what = of === "object" ? "Object" : "Bucket";
  if (entries.length > max) throw new AwsError("BadRequest", `${what} tags cannot be greater than ${max}`, 400);
  for (const [key, value] of entries) {
    if (key === "" || key.length > MAX_KEY_CHARACTERS || !allowed.test(key)) {
      throw invalidTag("The TagKey you have provided is invalid", { TagKey: key });
    }
    if (/^aws:/i.test(key)) {
      const message =
        of === "object"
          ? "Your TagKey cannot be prefixed with aws:"
          : "System tags cannot be added/updated by requester";
      throw invalidTag(message, { TagKey: key });
    }
    if (value.length > MAX_VALUE_CHARACTERS || !allowed.test(value)) {
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: key, TagValue: value });
    }
  }
}

/** Tags of a document with the root `Tagging`. @throws AwsError `MalformedXML`, `InvalidTag`, `BadRequest`. */
export function tagsOfXml(xml: XmlElement, of: "object" | "bucket"): Tags {
  const set = xml.name === "Tagging" ? xml.child("TagSet") : undefined;
  if (set === undefined) throw malformedXml();
  const tags: Record<string, string> = {};
  for (const tag of set.all("Tag")) {
    const [key, value] = [tag.value("Key"), tag.value("Value")];
    if (key === undefined || value === undefined) throw malformedXml();
    if (Object.hasOwn(tags, key)) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: key });
    tags[key] = value;
  }
  checkTags(tags, of);
  return tags;
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

/** Tags as a document has them: by key. */
export function tagSet(tags: Tags): XmlNode {
  const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return { TagSet: { Tag: sorted.map(([Key, Value]) => ({ Key, Value })) } };
}
