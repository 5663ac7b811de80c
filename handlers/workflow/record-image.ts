import type { ProcessingDeps } from "../attempt-upload";
import { requestedVariants } from "../backfill";
import { concludeUpload } from "../conclude-upload";
import type { RefusalReason } from "../contract/refusal-reasons";
import { configuredResultKeys } from "../contract/result-keys";
import { variantsOf } from "../contract/routes";
import { isCurrent } from "../current-version";
import type { ProcessingOutcome } from "../image-record";
import { lookAtResults } from "../seen-results";
import type { InvocationContext } from "../s3-event-records";
import { settle } from "../settle";
import type { Processed, Recording, Refused } from "./steps";

/**
 * Last step in code: the record, log line and metrics, and what has to be put right if the bucket shows another version
 * by now. The variants' results are stored already.
 */
export function makeRecordImage(
  deps: ProcessingDeps,
): (state: Processed | Refused, context: InvocationContext) => Promise<Recording> {
  return async (state, context) => {
    const { upload, startedAt, bytesIn, header, focal, warnings } = state;
    const { key } = upload.ref;
    const outcome = outcomeOf(state);
    const refused = outcome.status === "REFUSED";
    deps.telemetry.begin(context.awsRequestId);
    // The render step has seen, and removed, what its results replace under stable keys.
    const looks = refused || deps.settings.address === "immutable";
    const replaced = refused ? variantsOf(deps.settings, key) : requestedVariants(deps.settings, upload);
    const seen = looks ? await lookAtResults(deps, key, replaced, configuredResultKeys) : {};
    const processing = { upload, facts: { bytesIn, header, focal, warnings }, startedAt, seen };
    const { recorded, now } = await concludeUpload(deps, processing, outcome);
    if (!isCurrent(now, upload.ref)) await settle(deps, { kind: "upload", upload });
    await deps.edge.flush();
    deps.telemetry.flush();
    return {
      status: outcome.status,
      outcome: refused && recorded ? "announce" : "done",
      subject: refused ? `Image refused: ${outcome.reason}` : "Image processed",
      message: refused ? `${key}: ${outcome.message}` : key,
    };
  };
}

function outcomeOf(state: Processed | Refused): ProcessingOutcome {
  if ("reason" in state) return { status: "REFUSED", reason: state.reason, message: state.message };
  const { error, rendered = [] } = state;
  if (!error) {
    const appearance = rendered.find((group) => group.appearance)?.appearance;
    const variants = rendered.flatMap(({ results }) => results);
    return { status: "PROCESSED", variants, ...(appearance && { appearance }) };
  }
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
