import { orient, orientSize, storedRegion } from "../exif/orient";
import { probe } from "../probe";
import type { ImageHeader, Rendition, RenderOptions, VariantSpec } from "../types";
import { flatten, pad, parseColour } from "./bitmap";
import { openPicture } from "./decode";
import { encode, outputFormats, resolveFormat } from "./encode";
import { place } from "./geometry";
import type { Picture } from "./picture";
import { checkVariant } from "./variant";

/**
 * Renders every variant of a picture: decoded once, turned as its EXIF orientation says, without any metadata.
 *
 * @throws ImageError with a stable code where the picture is refused; RangeError where a variant is not a valid one.
 */
export async function render(
  bytes: Uint8Array,
  variants: readonly VariantSpec[],
  options: RenderOptions = {},
): Promise<Rendition[]> {
  variants.forEach(checkVariant);
  const header = probe(bytes, options);
  const picture = await openPicture(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), header);
  const renditions: Rendition[] = [];
  for (const variant of variants) renditions.push(await renderVariant(picture, header, variant));
  return renditions;
}

async function renderVariant(picture: Picture, header: ImageHeader, variant: VariantSpec): Promise<Rendition> {
  const { region, drawn, canvas } = place(header, variant);
  const { orientation } = header;
  const stored = picture.draw(storedRegion(region, header, orientation), orientSize(drawn, orientation));
  let bitmap = orient(stored, orientation);
  const format = resolveFormat(variant.format, header.format);
  const background = parseColour(variant.background);
  if (format === "jpeg") flatten(bitmap, background);
  if (canvas.width !== drawn.width || canvas.height !== drawn.height) bitmap = pad(bitmap, canvas, background);
  return {
    name: variant.name,
    bytes: await encode(bitmap, format, variant.quality),
    ...outputFormats[format],
    width: canvas.width,
    height: canvas.height,
  };
}
