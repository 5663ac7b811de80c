import type { StackConfig } from "./config";
import { MAX_EVENT_AGE_SEC } from "./pipeline-function";
import { UPLOAD_RULE_AGE_SEC } from "./workflow/upload-rule";
import { WORK_RETENTION_SEC } from "./workflow/work-queue";

/** Seconds for what is not an event's wait in a queue: S3's notification, the last run, the record of a failure. */
const MARGIN_SEC = 60 * 60;

/**
 * Seconds after an upload within which its outcome is recorded, if it ever is: no queue on the way keeps its event for
 * longer. 7 hours of the direct trigger; 4 days and 7 hours of the workflow, whose queue may hold a long backlog.
 */
export function processingLimitSec({ mode }: Pick<StackConfig["ingest"], "mode">): number {
  return MARGIN_SEC + (mode === "direct" ? MAX_EVENT_AGE_SEC : UPLOAD_RULE_AGE_SEC + WORK_RETENTION_SEC);
}
