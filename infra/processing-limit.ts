import type { StackConfig } from "./config";
import { OBJECT_RULE_AGE_SEC } from "./object-pattern";
import { MAX_EVENT_AGE_SEC } from "./pipeline-function";
import { WORK_RETENTION_SEC } from "./workflow/work-queue";

/** Seconds for what is not an event's wait in a queue: S3's notification, the last run, the record of a failure. */
const MARGIN_SEC = 60 * 60;

/**
 * Seconds after an upload within which its outcome is recorded, if it ever is: no queue on the way keeps its event for
 * longer. 7 hours of the direct trigger, 13 where EventBridge is before it; 4 days and 7 hours of the workflow, whose
 * queue may hold a long backlog.
 */
export function processingLimitSec({ ingest, source }: Pick<StackConfig, "ingest" | "source">): number {
  const isByRule = ingest.mode === "workflow" || source !== undefined;
  return (
    MARGIN_SEC +
    (isByRule ? OBJECT_RULE_AGE_SEC : 0) +
    (ingest.mode === "direct" ? MAX_EVENT_AGE_SEC : WORK_RETENTION_SEC)
  );
}
