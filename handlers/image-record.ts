import { sizeText } from "./contract/pixel-size";
import type { DeadLetter } from "./contract/dead-letter";
import { focalPointText } from "./contract/focal-point";
import type { ImageAppearance } from "./contract/image-appearance";
import type { ImageRecord, VariantRecord } from "./contract/image-record";
import { joinWarnings } from "./contract/warnings";
import { replacingSequencer } from "./contract/sequencers";
import type { OriginalFacts } from "./original";
import type { Connections } from "./ports";
import type { ImageRecords } from "./ports/image-records";
import type { ObjectRef } from "./ports/object-store";
import type { Refusal } from "./refusal";
import type { Upload } from "./upload";

/** Characters of a UUID as text (RFC 9562, section 4). */
const ID_LENGTH = 36;

/** How processing ended: results, or a refusal. */
export type ProcessingOutcome =
  | {
      readonly status: "PROCESSED";
      readonly variants: readonly VariantRecord[];
      /** Absent: the stack does not describe images. */
      readonly appearance?: ImageAppearance;
    }
  | ({ readonly status: "REFUSED" } & Refusal);

/** The record of one upload. */
export function imageRecord(
  { settings, imageId }: Pick<Connections, "settings" | "imageId">,
  upload: Upload,
  { bytesIn, header, focal, warnings }: OriginalFacts,
  outcome: ProcessingOutcome,
  durationMs: number,
): ImageRecord {
  const results = outcome.status === "PROCESSED" ? outcome.variants : [];
  const found = joinWarnings(warnings, ...results.map((result) => result.warnings));
  return {
    ...uploadFields({ settings, imageId }, upload),
    status: outcome.status,
    // A backfill replaces the results that its event was sent for, and a refusal never does.
    ...(upload.backfill && outcome.status === "PROCESSED" ? { sequencer: replacingSequencer(upload.sequencer) } : {}),
    duration_ms: durationMs,
    bytes_in: bytesIn,
    ...(header ? { original_size: sizeText(header), content_type: header.mime } : {}),
    ...(focal && { focal: focalPointText(focal) }),
    ...(found && { warnings: found }),
    ...(outcome.status === "PROCESSED"
      ? { ...outcome.appearance, ...resultFields(outcome.variants) }
      : { reason: outcome.reason }),
  };
}

/** The record of an upload whose event ended as a dead letter. */
export function failureRecord(
  deps: Pick<Connections, "settings" | "imageId">,
  upload: Upload,
  { reason, attempts, time }: DeadLetter,
): ImageRecord {
  return { ...uploadFields(deps, upload), status: "FAILED", reason: reason.code, attempts, failed_at: time };
}

/** What a record says of an upload, however it ended. */
function uploadFields({ settings, imageId }: Pick<Connections, "settings" | "imageId">, upload: Upload) {
  const { bucket, key, versionId } = upload.ref;
  return {
    image_id: imageId(upload.ref),
    original_key: key,
    source_bucket: bucket,
    destination_bucket: settings.destinationBucket,
    sequencer: upload.sequencer,
    upload_time: upload.time,
    version_id: versionId,
  };
}

/** The part of a record that is about the results. */
export function resultFields(variants: readonly VariantRecord[]): Partial<ImageRecord> {
  const first = variants[0];
  return {
    variants,
    bytes_out: variants.reduce((sum, variant) => sum + variant.bytes, 0),
    ...(first ? { processed_key: first.key, processed_size: first.size } : {}),
  };
}

/** Whether an image may have the id that a caller gave. DynamoDB answers empty and very long keys with an error. */
export function mayBeId(id: string): boolean {
  return id !== "" && id.length <= ID_LENGTH;
}

/** The record with the id that a caller gave. */
export async function recordOfId(records: ImageRecords, id: string): Promise<ImageRecord | undefined> {
  return mayBeId(id) ? records.get(id) : undefined;
}

/** The records of a key, and that of one version in any case: the index over keys lags behind the table. */
export async function recordsOfKey(
  { records, imageId }: Pick<Connections, "records" | "imageId">,
  ref: ObjectRef,
): Promise<readonly ImageRecord[]> {
  const [known, own] = await Promise.all([records.ofKey(ref.bucket, ref.key), records.get(imageId(ref))]);
  const indexed = known.some(({ image_id: id }) => id === own?.image_id);
  return own && !indexed ? [...known, own] : known;
}
