import type { Progress } from "./picture";
import type { ImageRecord, VariantRecord } from "./ports";
import type { RefusalReason } from "./refusal";
import type { Upload } from "./s3-event";

/** What became of a picture: its results, or why there are none. */
export type Verdict =
  | { readonly status: "PROCESSED"; readonly variants: readonly VariantRecord[] }
  | { readonly status: "REFUSED"; readonly reason: RefusalReason; readonly message: string };

/** The record of one upload: as much as is known of it, whatever became of it. */
export function imageRecord(
  imageId: string,
  upload: Upload,
  destinationBucket: string,
  progress: Progress,
  verdict: Verdict,
  durationMs: number,
): ImageRecord {
  const { bucket, key, versionId } = upload.ref;
  const { header, bytesIn } = progress;
  return {
    image_id: imageId,
    status: verdict.status,
    original_key: key,
    source_bucket: bucket,
    destination_bucket: destinationBucket,
    sequencer: upload.sequencer,
    upload_time: upload.time,
    duration_ms: durationMs,
    ...(versionId === undefined ? {} : { version_id: versionId }),
    ...(bytesIn === undefined ? {} : { bytes_in: bytesIn }),
    ...(header ? { original_size: `${header.width}x${header.height}`, content_type: header.mime } : {}),
    ...(verdict.status === "PROCESSED" ? resultFields(verdict.variants) : { reason: verdict.reason }),
  };
}

function resultFields(variants: readonly VariantRecord[]): Partial<ImageRecord> {
  const first = variants[0];
  return {
    variants,
    bytes_out: variants.reduce((sum, variant) => sum + variant.bytes, 0),
    ...(first ? { processed_key: first.key, processed_size: first.size } : {}),
  };
}
