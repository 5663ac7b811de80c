import { encodeJpeg } from "../jpeg/encode";
import { encodePng } from "../png/encode";
import { type Pixels, toBitmap } from "../pixels";
import type { InputFormat, OutputFormat } from "../types";
import { encodeWebp } from "../webp/encode";

export type EncodedFormat = Exclude<OutputFormat, "auto">;

export const outputFormats: Readonly<
  Record<EncodedFormat, { readonly contentType: string; readonly extension: string }>
> = {
  jpeg: { contentType: "image/jpeg", extension: ".jpg" },
  png: { contentType: "image/png", extension: ".png" },
  webp: { contentType: "image/webp", extension: ".webp" },
};

/** Resolves `auto`: JPEG stays JPEG, PNG stays PNG, every other format becomes JPEG. */
export const resolveFormat = (requested: OutputFormat, input: InputFormat): EncodedFormat =>
  requested !== "auto" ? requested : input === "png" ? "png" : "jpeg";

export interface EncodeSettings {
  /** 1..100; ignored for PNG. */
  readonly quality: number;
  /** Profile to embed. */
  readonly icc?: Uint8Array;
}

/** Encodes pixels; of the metadata only the profile is written. */
export function encode(pixels: Pixels, format: EncodedFormat, { quality, icc }: EncodeSettings): Promise<Buffer> {
  const profile = icc && { icc };
  if (format === "jpeg") return Promise.resolve(encodeJpeg(pixels, { quality, ...profile }));
  if (format === "png") return Promise.resolve(encodePng(toBitmap(pixels), profile));
  return encodeWebp(toBitmap(pixels), { quality, ...profile });
}
