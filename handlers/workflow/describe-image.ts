import type { RefusalReason } from "../contract";
import { putRecord } from "../backfill";
import { imageRecord, type ProcessingOutcome } from "../image-record";
import type { Connections } from "../ports";
import type { InvocationContext } from "../s3-event-records";
import type { Described, Description, Refused } from "./steps";

type DescribeImageDeps = Pick<Connections, "settings" | "records" | "telemetry" | "itemOf" | "imageId">;

/** Last step in code: record, log line and metrics. The state machine writes the record, with its own retries. */
export function makeDescribeImage(
  deps: DescribeImageDeps,
): (state: Described | Refused, context: InvocationContext) => Promise<Description> {
  return async (state, context) => {
    const { upload, startedAt, bytesIn, header } = state;
    const outcome = outcomeOf(state);
    const durationMs = Date.now() - startedAt;
    const own = imageRecord(deps, upload, { bytesIn, header }, outcome, durationMs);
    // Of some variants only: the record that is there has to be read, and must not change meanwhile.
    const record = upload.backfill?.variants ? await putRecord(deps, upload, own) : own;
    deps.telemetry.begin(context.awsRequestId);
    deps.telemetry.record({
      ...upload.ref,
      imageId: record.image_id,
      durationMs,
      bytesIn,
      pixels: header && header.width * header.height,
      ...(outcome.status === "PROCESSED"
        ? { outcome: "processed", bytesOut: record.bytes_out }
        : { outcome: "refused", reason: outcome.reason, message: outcome.message }),
    });
    deps.telemetry.flush();
    return {
      status: outcome.status,
      item: deps.itemOf(record),
      sequencer: record.sequencer,
      subject: outcome.status === "PROCESSED" ? "Image processed" : `Image refused: ${outcome.reason}`,
      message: `${upload.ref.key}${outcome.status === "PROCESSED" ? "" : `: ${outcome.message}`}`,
    };
  };
}

function outcomeOf(state: Described | Refused): ProcessingOutcome {
  if ("reason" in state) return { status: "REFUSED", reason: state.reason, message: state.message };
  const { error, results = [] } = state;
  if (!error) return { status: "PROCESSED", variants: results };
  // The state machine catches refusals only.
  const reason = error.Error as RefusalReason;
  return { status: "REFUSED", reason, message: errorMessage(error.Cause) ?? reason };
}

/** The message in the JSON that Lambda reports of an error. */
function errorMessage(cause: string | undefined): string | undefined {
  try {
    return (JSON.parse(cause ?? "") as { errorMessage?: string }).errorMessage;
  } catch {
    return undefined;
  }
}
