import { appearanceIn } from "./contract/image-appearance";
import type { ImageRecord } from "./contract/image-record";
import { variantsOf, type Routing } from "./contract/routes";
import { replacingSequencer } from "./contract/sequencers";
import type { Variant } from "./contract/variants";
import { joinWarnings } from "./contract/warnings";
import { resultFields } from "./image-record";
import type { Connections } from "./ports";
import type { Upload } from "./upload";

/** The variants to make of an upload: those of its route, or those of them that a backfill asks for. */
export function requestedVariants(
  settings: Routing,
  { ref, backfill }: Pick<Upload, "ref" | "backfill">,
): readonly Variant[] {
  const variants = variantsOf(settings, ref.key);
  const names = backfill?.variants;
  return names ? variants.filter(({ name }) => names.includes(name)) : variants;
}

/** Most attempts to write a record that others write at the same time. */
const MAX_ATTEMPTS = 5;

/**
 * Writes the record of an upload. That of a backfill of some variants takes over what the record there says of the
 * others; if that one changes meanwhile, it is read anew, so that backfills of different variants lose nothing.
 *
 * @returns whether it was written
 * @throws Error where the record keeps changing
 */
export async function putRecord(
  { records, settings }: Pick<Connections, "records" | "settings">,
  { backfill }: Pick<Upload, "backfill">,
  record: ImageRecord,
): Promise<boolean> {
  if (!backfill?.variants || record.status !== "PROCESSED" || !records.enabled) {
    return records.put(record);
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const there = await records.get(record.image_id);
    const variants = variantsOf(settings, record.original_key);
    const merged = there?.status === "PROCESSED" ? mergeRecords(variants, backfill.variants, there, record) : record;
    const written = await records.put(merged);
    if (written || merged === record) return written;
  }
  throw new Error(`The record ${record.image_id} changed ${MAX_ATTEMPTS} times while it was to be written.`);
}

function mergeRecords(
  variants: readonly Variant[],
  requested: readonly string[],
  there: ImageRecord,
  made: ImageRecord,
): ImageRecord {
  // What was asked for and not made does not apply to this original.
  const others = (there.variants ?? []).filter(({ name }) => !requested.includes(name));
  const entries = [...(made.variants ?? []), ...others];
  const merged = variants.flatMap(({ name }) => entries.find((entry) => entry.name === name) ?? []);
  // Both are of the same version, and so of the same event.
  const warnings = joinWarnings(made.warnings, ...merged.map((entry) => entry.warnings));
  return {
    ...appearanceIn(there),
    ...made,
    sequencer: replacingSequencer(there.sequencer),
    ...resultFields(merged),
    ...(warnings && { warnings }),
  };
}
