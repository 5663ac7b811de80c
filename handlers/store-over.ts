import { objectMetadata } from "./contract/object-metadata";
import { requireCurrent } from "./original";
import type { Connections } from "./ports";
import type { CurrentObject, ObjectRef, WriteOptions } from "./ports/object-store";
import { isSuperseded } from "./seen-results";

/** How often an object beside the results is written, or removed, anew because somebody else has changed it. */
export const MAX_CONTESTS = 10;

/** Milliseconds within which an event that failed is tried again: 6 hours by Lambda, and the last run. */
const RETRIED_FOR_MS = 7 * 60 * 60 * 1000;

/** An object as it is to be stored. Its metadata says whether it is stored already. */
interface ObjectToStore extends WriteOptions {
  readonly bytes: Buffer;
}

interface StoreOverOptions {
  /** What was seen under the key before the original was seen to be current. Absent: both are looked at first. */
  readonly seen?: CurrentObject;
  /** Whether the edge is told: what it may still have of what was there before is another object. */
  readonly invalidates: boolean;
}

/**
 * Stores an object over what was seen under its key before the original was seen to be current, and over nothing else.
 * So a version that is late never replaces what a later one has stored meanwhile. What another delivery of the same
 * event has stored already is not stored again.
 *
 * @param make what is stored, after each look at what is there: undefined, where there is nothing to store
 * @throws a refusal if the version is no longer current when it is looked at
 */
export async function storeOver(
  deps: Pick<Connections, "store" | "settings" | "edge">,
  ref: ObjectRef,
  key: string,
  make: () => Promise<ObjectToStore | undefined>,
  { seen, invalidates }: StoreOverOptions,
): Promise<void> {
  const { store, settings, edge } = deps;
  let before = seen;
  for (let contests = 0; contests < MAX_CONTESTS; contests += 1) {
    const now = before ?? (await store.current(settings.destinationBucket, key));
    if (!before) await requireCurrent(deps, ref);
    const object = await make();
    if (!object) return;
    const { bytes, metadata, ...options } = object;
    if (isStored(now, metadata)) {
      if (mayBeUnseen(now)) edge.changed(key);
      return;
    }
    // The edge may still have what a delete marker hides: the attempt that has set it may have failed since.
    const replaces = edge.enabled && invalidates && now.state !== "absent";
    const marked = replaces ? { ...metadata, [objectMetadata.replaces]: "true" } : metadata;
    if (await store.write(settings.destinationBucket, key, bytes, { ...options, metadata: marked }, now)) {
      if (replaces) edge.changed(key);
      return;
    }
    before = undefined;
  }
  throw contested(key);
}

function isStored(now: CurrentObject, metadata: Readonly<Record<string, string>>): boolean {
  if (now.state !== "present" || isSuperseded(now)) return false;
  return Object.entries(metadata).every(([name, value]) => now.metadata[name] === value);
}

/**
 * Whether the edge may not have learnt yet that this object has replaced another one: the attempt that stored it may
 * have failed since, and events are tried again for so long.
 */
export function mayBeUnseen(now: CurrentObject): boolean {
  if (now.state !== "present" || now.metadata[objectMetadata.replaces] === undefined) return false;
  return isRetriedSince(now.modified);
}

/** Whether an event of this time, or one that has changed something then, may still be tried again. */
export function isRetriedSince(time: string): boolean {
  return Date.now() - Date.parse(time) <= RETRIED_FOR_MS;
}

/** A failure: the event is tried again later, when fewer others write the same object. */
export function contested(key: string): Error {
  const message = `Expected to change the result ${key} within ${MAX_CONTESTS} attempts; others changed it each time.`;
  return Object.assign(new Error(message), { name: "RESULT_CONTESTED" });
}
