import { readOriginal, type Progress } from "../picture";
import type { Connections } from "../ports";
import { refusalReason } from "../refusal";
import { comparableSequencer, isFolderMarker, type Upload } from "../s3-event";
import type { Inspection, ObjectCreated } from "./steps";

/** First step: reads the original and its header, and finds out whether anything can be made of it. */
export function makeInspectImage(deps: Connections): (event: ObjectCreated) => Promise<Inspection> {
  return async (event) => {
    const startedAt = Date.now();
    const upload = uploadOf(event);
    if (isFolderMarker(upload.ref.key)) return { outcome: "ignored" };
    const progress: Progress = {};
    try {
      const bytes = await readOriginal(deps, upload.ref, progress);
      const header = await deps.imaging.probe(bytes, { maxInputPx: deps.settings.maxInputPx });
      const { variants } = deps.settings;
      return { outcome: "render", upload, startedAt, bytesIn: bytes.length, header: plain(header), variants };
    } catch (error) {
      const reason = refusalReason(error);
      if (reason === undefined) throw error;
      const message = error instanceof Error ? error.message : reason;
      return { outcome: "refused", upload, startedAt, ...progress, reason, message };
    }
  };
}

/** What later steps use of a header, and nothing else: the state of an execution has a limit. */
function plain({ mime, width, height }: { mime: string; width: number; height: number }) {
  return { mime, width, height };
}

function uploadOf({ time, detail: { bucket, object } }: ObjectCreated): Upload {
  const versionId = object["version-id"];
  return {
    ref: { bucket: bucket.name, key: object.key, ...(versionId ? { versionId } : {}) },
    time,
    sequencer: comparableSequencer(object.sequencer),
  };
}
