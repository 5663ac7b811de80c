import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeResult } from "../support/compare";
import type { VariantSpec } from "../support/render";

const base = { name: "a", width: 30, height: 20, quality: 75, background: "#1080c0" } as const;
/** Each way to fit, formats that can be compared, and sizes that are smaller and larger than the images. */
export const variants: readonly VariantSpec[] = [
  { ...base, fit: "cover", format: "png" },
  { ...base, fit: "contain", format: "png", width: 25, height: 40 },
  { ...base, fit: "fill", format: "webp", width: 9, height: 31 },
  { ...base, fit: "inside", format: "png", width: 20, height: 20 },
];

export const qualities = ["fast", "best"] as const;

/** A file, and a digest of the rendition of each variant that was recorded. */
export interface RecordedImage {
  readonly name: string;
  /** Base64: encoders of other packages and versions write other bytes. */
  readonly file: string;
  readonly digests: Readonly<Record<(typeof qualities)[number], readonly string[]>>;
}

export const RECORD = join(__dirname, "recorded.json");

export const recordedImages = (): readonly RecordedImage[] =>
  (JSON.parse(readFileSync(RECORD, "utf8")) as { images: RecordedImage[] }).images;

/** SHA-256 of what a rendition shows: of a PNG its pixels, because zlib's versions compress them differently. */
export async function digestOf(bytes: Buffer, { format }: VariantSpec): Promise<string> {
  const content = format === "png" ? (await decodeResult(bytes)).data : bytes;
  return createHash("sha256").update(content).digest("hex");
}
