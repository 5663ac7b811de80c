import { imageError } from "../image-error";
import { Jimp } from "../jimp";
import type { InputFormat, OutputFormat } from "../types";
import type { Bitmap } from "./bitmap";

export type EncodedFormat = Exclude<OutputFormat, "auto">;

export const outputFormats: Readonly<
  Record<EncodedFormat, { readonly contentType: string; readonly extension: string }>
> = {
  jpeg: { contentType: "image/jpeg", extension: ".jpg" },
  png: { contentType: "image/png", extension: ".png" },
  webp: { contentType: "image/webp", extension: ".webp" },
};

/** What `auto` means for an input: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
export const resolveFormat = (wanted: OutputFormat, input: InputFormat): EncodedFormat =>
  wanted !== "auto" ? wanted : input === "png" ? "png" : "jpeg";

export async function encode(bitmap: Bitmap, format: EncodedFormat, quality: number): Promise<Buffer> {
  const image = new Jimp(bitmap);
  if (format === "jpeg") return image.getBuffer("image/jpeg", { quality });
  if (format === "png") return image.getBuffer("image/png");
  throw imageError("FORMAT_UNSUPPORTED", "WebP cannot be written", { format });
}
