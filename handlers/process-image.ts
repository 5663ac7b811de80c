import { attemptUpload, type ProcessingDeps } from "./attempt-upload";
import { isIgnoredKey } from "./contract/original-keys";
import type { ObjectEvent } from "./contract/object-event";
import type { S3Event } from "./contract/s3-events";
import { isCurrent } from "./current-version";
import { forEachRecord, type InvocationContext } from "./s3-event-records";
import { settle } from "./settle";
import type { Upload } from "./upload";

/** How the records of an event ended. Lambda ignores it; it is for an invocation by hand. */
export interface ProcessImageResult {
  readonly processed: number;
  readonly refused: number;
  /** Test events, folder markers, watermarks, and with `routes` what is in none of them. */
  readonly ignored: number;
}

/**
 * The function behind the upload trigger. Each record of the event is processed independently: a refusal is recorded
 * and done, a failure is thrown after the remaining records, so that Lambda retries.
 */
export function makeProcessImage(
  deps: ProcessingDeps,
): (event: S3Event | ObjectEvent, context: InvocationContext) => Promise<ProcessImageResult> {
  return async (event, context) => {
    const counts = { processed: 0, refused: 0, ignored: 0 };
    await forEachRecord(deps, event, context, async (upload) => {
      counts[isIgnoredKey(upload.ref.key, deps.settings) ? "ignored" : await processUpload(deps, upload)] += 1;
    });
    return "Event" in event && event.Event === "s3:TestEvent" ? { ...counts, ignored: 1 } : counts;
  };
}

/** Processes one upload, and puts right what it has written if the bucket shows another version afterwards. */
async function processUpload(deps: ProcessingDeps, upload: Upload): Promise<"processed" | "refused"> {
  const { ended, now } = await attemptUpload(deps, upload);
  if (!isCurrent(now, upload.ref)) await settle(deps, { kind: "upload", upload });
  return ended;
}
