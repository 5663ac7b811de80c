import { isIgnoredKey } from "../contract/original-keys";
import type { S3EventRecord } from "../contract/s3-events";
import type { Variant } from "../contract/variants";
import { requestedVariants } from "../backfill";
import { headerOf, openImage, readOriginal, type OriginalFacts } from "../original";
import type { Connections } from "../ports";
import { refusalOf } from "../refusal";
import { readUpload } from "../s3-event-records";
import type { Inspection, VariantGroup } from "./steps";

type InspectImageDeps = Pick<Connections, "settings" | "store" | "Jimp">;

/** First step: reads the original and its header, so that what is refused costs no rendering. */
export function makeInspectImage(deps: InspectImageDeps): (record: S3EventRecord) => Promise<Inspection> {
  return async (record) => {
    const startedAt = Date.now();
    const upload = readUpload(record);
    if (isIgnoredKey(upload.ref.key, deps.settings)) return { outcome: "ignored" };
    const facts: OriginalFacts = {};
    try {
      const bytes = await readOriginal(deps, upload.ref, facts);
      const header = headerOf(await openImage(deps, bytes));
      const groups = groupsOf(requestedVariants(deps.settings, upload));
      return { outcome: "render", upload, startedAt, ...facts, bytesIn: bytes.length, header, groups };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { outcome: "refused", upload, startedAt, ...facts, ...refusal };
    }
  };
}

/** Variants by the decode that makes them, in their order: a group for each set, and one for each other variant. */
function groupsOf(variants: readonly Variant[]): readonly VariantGroup[] {
  const names = [...new Set(variants.map(({ name, set = name }) => set))];
  return names.map((name, at) => ({
    name,
    variants: variants.filter((one) => (one.set ?? one.name) === name),
    ...(at === 0 && { describes: true }),
  }));
}
