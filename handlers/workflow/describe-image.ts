import { imageRecord, type Verdict } from "../image-record";
import type { Connections } from "../ports";
import { refusalReason, type RefusalReason } from "../refusal";
import type { InvocationContext } from "../records-of-event";
import type { Described, Description, Refused } from "./steps";

/** Last step in code: what the record says, and what is counted and told. The state machine writes the record itself. */
export function makeDescribeImage(
  deps: Connections,
): (state: Described | Refused, context: InvocationContext) => Promise<Description> {
  return (state, context) => {
    const { upload, startedAt, bytesIn, header } = state;
    const imageId = deps.imageId(upload.ref);
    const verdict = verdictOf(state);
    const durationMs = Date.now() - startedAt;
    const progress = { bytesIn, header };
    const record = imageRecord(imageId, upload, deps.settings.destinationBucket, progress, verdict, durationMs);
    deps.telemetry.begin(context.awsRequestId);
    deps.telemetry.record({
      ...upload.ref,
      imageId,
      durationMs,
      bytesIn,
      pixels: header && header.width * header.height,
      ...(verdict.status === "PROCESSED"
        ? { outcome: "processed", bytesOut: record.bytes_out }
        : { outcome: "refused", reason: verdict.reason, message: verdict.message }),
    });
    deps.telemetry.flush();
    return Promise.resolve({
      status: verdict.status,
      item: deps.itemOf(record),
      sequencer: upload.sequencer,
      subject: verdict.status === "PROCESSED" ? "Image processed" : `Image refused: ${verdict.reason}`,
      message: `${upload.ref.key}${verdict.status === "PROCESSED" ? "" : `: ${verdict.message}`}`,
    });
  };
}

function verdictOf(state: Described | Refused): Verdict {
  if ("reason" in state) return { status: "REFUSED", reason: state.reason, message: state.message };
  const { error, results = [] } = state;
  if (!error) return { status: "PROCESSED", variants: results };
  // The machine catches nothing but refusals and sends only those here.
  const reason = refusalReason({ code: error.Error }) as RefusalReason;
  return { status: "REFUSED", reason, message: causeOf(error.Cause) ?? reason };
}

/** The sentence in what Lambda reports of an error. */
function causeOf(cause: string | undefined): string | undefined {
  try {
    return (JSON.parse(cause ?? "") as { errorMessage?: string }).errorMessage;
  } catch {
    return undefined;
  }
}
