import type { Bucket } from "./bucket";
import type { LifecycleRule, ObjectVersion } from "./types";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Keys whose current object expires by a bucket's lifecycle rules. An object expires a number of days after it was
 * written, at the next midnight of UTC.
 *
 * Source: Amazon S3 User Guide, "Lifecycle rules: Based on an object's age" and "Filter element" (a rule with a tag is
 * for objects that have it, with this value).
 *
 * @param at milliseconds since 1970
 */
export function expiredKeys(bucket: Bucket, at: number): readonly string[] {
  const rules = (bucket.settings.lifecycle ?? []).filter(({ enabled }) => enabled);
  return bucket.keys().filter((key) => {
    const current = bucket.current(key);
    return current !== undefined && !current.deleteMarker && rules.some((rule) => expires(rule, current, at));
  });
}

function expires({ prefix, tag, expirationDays }: LifecycleRule, version: ObjectVersion, at: number): boolean {
  if (expirationDays === undefined || !version.key.startsWith(prefix)) return false;
  if (tag !== undefined && version.tags[tag.key] !== tag.value) return false;
  const due = version.lastModified + expirationDays * DAY_MS;
  return at >= Math.ceil(due / DAY_MS) * DAY_MS;
}
