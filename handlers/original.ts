import { originalMetadata, parseFocalPoint, type FocalPoint } from "./contract/focal-point";
import type { Warning } from "./contract/warnings";
import { isCurrent } from "./current-version";
import type { Connections } from "./ports";
import type { Image, ImageHeader } from "./ports/image";
import type { ObjectRef } from "./ports/object-store";
import type { StepTimes } from "./ports/telemetry";
import { refusalError, sizeMessage } from "./refusal";

/** What is known of an original so far. The record of a refusal holds as much of it as there is. */
export interface OriginalFacts {
  bytesIn?: number;
  header?: ImageHeader;
  /** By the original's metadata. */
  focal?: FocalPoint;
  warnings?: readonly Warning[];
  /** Known once its results are stored. */
  steps?: StepTimes;
}

/** Reads one version of an original. One that is empty or too large is refused before its body is read. */
export async function readOriginal(
  { store, settings: { maxInputBytes } }: Pick<Connections, "store" | "settings">,
  ref: ObjectRef,
  facts: OriginalFacts,
): Promise<Buffer> {
  const object = await store.open(ref);
  const { sizeBytes, metadata } = object;
  facts.bytesIn = sizeBytes;
  Object.assign(facts, focalFacts(metadata[originalMetadata.focal]));
  if (sizeBytes > maxInputBytes || sizeBytes === 0) {
    object.discard();
    throw sizeBytes === 0
      ? refusalError("NOT_AN_IMAGE", "The object is empty.")
      : refusalError("IMAGE_TOO_LARGE", sizeMessage(sizeBytes, maxInputBytes));
  }
  return object.read();
}

/** One that is invalid refuses nothing: the image is good, and only who uploads it again can change its metadata. */
function focalFacts(text: string | undefined): Pick<OriginalFacts, "focal" | "warnings"> {
  if (text === undefined) return {};
  const focal = parseFocalPoint(text);
  return focal ? { focal } : { warnings: ["FOCAL_INVALID"] };
}

/**
 * Opens an original by its header, within the limits of the stack and of the function's memory.
 * @throws refusals
 */
export function openImage({ Jimp, settings }: Pick<Connections, "Jimp" | "settings">, bytes: Buffer): Promise<Image> {
  const { maxInputPx, maxMemoryMb, keepsDamaged } = settings;
  // The file stays in memory beside its pixels.
  const left =
    maxMemoryMb === undefined ? {} : { maxMemoryMb: Math.max(0, Math.floor(maxMemoryMb - bytes.length / 2 ** 20)) };
  return Jimp.fromBuffer(bytes, { maxInputPx, ...left, ...(keepsDamaged ? { onDamage: "keep" } : {}) });
}

/** How long an image took. @param readMs of the original @param writeMs of its results, milliseconds */
export function stepTimes({ stepTimes: times }: Image, readMs: number, writeMs: number): StepTimes {
  const { decodeMs = 0, resizeMs = 0, encodeMs = 0 } = times ?? {};
  return { readMs, decodeMs, resizeMs, encodeMs, writeMs };
}

/** What the records keep of an image's header. */
export function headerOf({ mime, width, height }: Image): ImageHeader {
  return { mime: mime ?? "application/octet-stream", width, height };
}

/** Events arrive in any order: a version that is no longer current must not replace the results of the one that is. */
export async function requireCurrent({ store }: Pick<Connections, "store">, ref: ObjectRef): Promise<void> {
  const now = await store.current(ref.bucket, ref.key);
  if (isCurrent(now, ref)) return;
  throw now.state === "present"
    ? refusalError("SUPERSEDED", "Another version of the original was current before this one was processed.")
    : refusalError("SOURCE_GONE", "The original was deleted before it was processed.");
}
