import type { ProcessingDeps } from "./attempt-upload";
import { isIgnoredKey } from "./contract/original-keys";
import type { ObjectEvent } from "./contract/object-event";
import type { S3Event } from "./contract/s3-events";
import { forEachRecord, type InvocationContext } from "./s3-event-records";
import { settle } from "./settle";

/** How the records of an event ended. */
export interface FollowRemovalResult {
  /** Results were removed. */
  readonly removed: number;
  /** Results were made again. */
  readonly restored: number;
  /** Nothing was to be done. */
  readonly ignored: number;
}

/**
 * The function behind removals. What it does follows from the bucket's present state, not from the event's name: events
 * arrive in any order. A removal can make an earlier version current again, which is then processed.
 */
export function makeFollowRemoval(
  deps: ProcessingDeps,
): (event: S3Event | ObjectEvent, context: InvocationContext) => Promise<FollowRemovalResult> {
  return async (event, context) => {
    const counts = { removed: 0, restored: 0, ignored: 0 };
    await forEachRecord(deps, event, context, async (upload) => {
      counts[
        isIgnoredKey(upload.ref.key, deps.settings) ? "ignored" : await settle(deps, { kind: "removal", upload })
      ] += 1;
    });
    return counts;
  };
}
