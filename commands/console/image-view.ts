import type { ImageTimings, ImageView } from "../../console/contract";
import { parseSize, type ImageRecord } from "../../handlers/contract";
import type { Original } from "../operate/originals";

/** What this run of the server has seen of a version, beside its record. */
export interface Seen {
  readonly timings: ImageTimings;
  /** The function's sentence about a refusal or failure. */
  readonly message?: string;
}

const states = { PROCESSING: "processing", PROCESSED: "processed", REFUSED: "refused", FAILED: "failed" } as const;

/** An original as the page shows it. */
export function imageView({ key, versionId, modified, imageId, record }: Original, seen: Seen | undefined): ImageView {
  return {
    ...{ id: imageId, key, versionId, state: states[record?.status ?? "PROCESSING"] },
    uploadedAt: new Date(modified).toISOString(),
    reason: record?.reason,
    message: seen?.message,
    size: parseSize(record?.original_size),
    bytes: record?.bytes_in,
    contentType: record?.content_type,
    warnings: record?.warnings ?? [],
    results: resultViews(record),
    ...appearanceView(record),
    timings: { ...seen?.timings, ...(record?.duration_ms !== undefined && { processingMs: record.duration_ms }) },
  };
}

function appearanceView({ placeholder, colour, perceptual_hash: perceptualHash }: Partial<ImageRecord> = {}) {
  return placeholder === undefined ? {} : { appearance: { placeholder, colour, perceptualHash } };
}

function resultViews({ status, variants = [] }: Partial<ImageRecord> = {}): ImageView["results"] {
  if (status !== "PROCESSED") return [];
  return variants.map(({ name, key, size, bytes, content_type, set, warnings = [] }) => ({
    ...{ variant: name, key, bytes, warnings, contentType: content_type },
    ...(set !== undefined && { set }),
    size: parseSize(size) ?? { width: 0, height: 0 },
  }));
}
