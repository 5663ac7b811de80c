import { objectMetadata } from "./contract/object-metadata";
import { everyResultKey } from "./contract/result-keys";
import { variantsOf } from "./contract/routes";
import type { Connections } from "./ports";
import type { CurrentObject } from "./ports/object-store";
import { isSuperseded, lookAtResults } from "./seen-results";
import type { Upload } from "./upload";

/**
 * Milliseconds: 12 hours. A lifecycle rule removes an original a day after its upload at the soonest (Amazon S3 User
 * Guide, "Lifecycle rules based on an object's age"); half of it leaves room for clocks, and for late processing.
 */
const SOONEST_EXPIRY_MS = 12 * 60 * 60 * 1000;

/** Whether an upload is so recent that no lifecycle rule can have removed it. */
export function isRecent({ time }: Pick<Upload, "time">): boolean {
  return Date.now() - Date.parse(time) < SOONEST_EXPIRY_MS;
}

/**
 * Whether what hides a key may be the delete marker of a lifecycle rule: results of expired originals stay, also when a
 * noncurrent version is removed below that marker. It is not where it is the marker of the event, where what
 * was removed was too young to expire when it was set, and where it was set soon after the event: what this event has
 * restored meanwhile, in whatever attempt, must go again.
 */
export async function isExpired(
  deps: Pick<Connections, "store" | "settings" | "records" | "imageId">,
  removal: Upload,
  now: CurrentObject,
): Promise<boolean> {
  const { bucket, key, versionId } = removal.ref;
  if (now.state !== "deleted" || versionId === undefined || now.markerId === versionId) return false;
  const versions = await deps.store.versions(bucket, key);
  const marker = versions.find((version) => version.versionId === now.markerId);
  // Gone meanwhile: that removal has an event of its own.
  if (!marker) return true;
  const own = versions.find((version) => version.versionId === versionId);
  const set = Date.parse(marker.modified);
  // S3 rounds `modified` down to the second.
  const afterEvent = set - Math.floor(Date.parse(removal.time) / 1000) * 1000;
  if (afterEvent >= 0 && afterEvent < SOONEST_EXPIRY_MS) return false;
  const time = own?.isMarker ? own.modified : await timeOf(deps, removal);
  return time === undefined || set - Date.parse(time) >= SOONEST_EXPIRY_MS;
}

/** When a removed version was uploaded, or its results were stored; undefined if nothing is known of it. */
async function timeOf(
  deps: Pick<Connections, "store" | "settings" | "records" | "imageId">,
  { ref }: Upload,
): Promise<string | undefined> {
  const id = deps.imageId(ref);
  const record = await deps.records.get(id);
  if (record) return record.upload_time;
  const variants = variantsOf(deps.settings, ref.key);
  const results = Object.values(await lookAtResults(deps, ref.key, variants, everyResultKey));
  return results.flatMap((now) =>
    now.state === "present" && now.metadata[objectMetadata.imageId] === id && !isSuperseded(now) ? [now.modified] : [],
  )[0];
}
