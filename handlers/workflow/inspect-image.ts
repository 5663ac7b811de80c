import { isIgnoredKey, type ObjectCreatedEvent } from "../contract";
import { requestedVariants } from "../backfill";
import { headerOf, openImage, readOriginal, type OriginalFacts } from "../original";
import type { Connections } from "../ports";
import { refusalOf } from "../refusal";
import { comparableSequencer, type Upload } from "../upload";
import type { Inspection } from "./steps";

type InspectImageDeps = Pick<Connections, "settings" | "store" | "Jimp">;

/** First step: reads the original and its header, so that what is refused costs no rendering. */
export function makeInspectImage(deps: InspectImageDeps): (event: ObjectCreatedEvent) => Promise<Inspection> {
  return async (event) => {
    const startedAt = Date.now();
    const upload = uploadOf(event);
    if (isIgnoredKey(upload.ref.key, deps.settings)) return { outcome: "ignored" };
    const facts: OriginalFacts = {};
    try {
      const bytes = await readOriginal(deps, upload.ref, facts);
      const header = headerOf(await openImage(deps, bytes));
      const variants = requestedVariants(deps.settings, upload);
      return { outcome: "render", upload, startedAt, bytesIn: bytes.length, header, variants };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { outcome: "refused", upload, startedAt, ...facts, ...refusal };
    }
  };
}

function uploadOf({ time, detail: { bucket, object, backfill } }: ObjectCreatedEvent): Upload {
  const versionId = object["version-id"];
  return {
    ref: { bucket: bucket.name, key: object.key, ...(versionId ? { versionId } : {}) },
    time,
    sequencer: comparableSequencer(object.sequencer),
    ...(backfill ? { backfill } : {}),
  };
}
