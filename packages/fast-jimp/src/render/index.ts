import { orient, orientSize, storedCrop } from "../exif/orient";
import { profileToKeep } from "../icc/profile";
import { checkMemory, DEFAULT_MAX_INPUT_PX } from "../limits";
import { decodeMemory, renditionMemory } from "../memory";
import { probe } from "../probe";
import { asBuffer, type CropRect } from "../pixels";
import type { ImageHeader, Rendition, RenderOptions, VariantSpec } from "../types";
import { flatten, pad, parseColour, type Canvas } from "./background";
import { decodeImage, type DecodeTarget, type DecodedImage } from "./decode";
import { encode, outputFormats, resolveFormat } from "./encode";
import { place } from "./geometry";
import { checkVariant } from "./variant";

/** A variant and the geometry that follows from the header. */
interface Plan {
  readonly variant: VariantSpec;
  /** Part of the image that is resized, before orientation. */
  readonly crop: CropRect;
  /** Size that the part is resized to, before orientation, pixels. */
  readonly width: number;
  readonly height: number;
  /** The rendition, after orientation. */
  readonly canvas: Canvas;
}

function planVariant(header: ImageHeader, variant: VariantSpec): Plan {
  const { crop, drawn, canvas } = place(header, variant);
  const { orientation } = header;
  return { variant, crop: storedCrop(crop, orientation), ...orientSize(drawn, orientation), canvas };
}

/**
 * Renders every variant of an image. The image is decoded once, resized with LANCZOS and oriented according to EXIF; of
 * its metadata only a colour profile other than sRGB is kept.
 *
 * @throws ImageError with a stable code where the image is refused; RangeError where a variant is invalid
 */
export async function render(
  bytes: Uint8Array,
  variants: readonly VariantSpec[],
  { maxInputPx = DEFAULT_MAX_INPUT_PX, maxMemoryMb, quality = "fast" }: RenderOptions = {},
): Promise<Rendition[]> {
  variants.forEach(checkVariant);
  const header = probe(bytes, { maxInputPx });
  const plans = variants.map((variant) => planVariant(header, variant));
  const target: DecodeTarget = {
    minWidth: Math.max(...plans.map(({ crop, width }) => width / crop.width)),
    minHeight: Math.max(...plans.map(({ crop, height }) => height / crop.height)),
    quality,
    maxInputPx,
  };
  const file = asBuffer(bytes);
  if (maxMemoryMb !== undefined) {
    const renditions = plans.map(({ canvas }) => renditionMemory(canvas));
    checkMemory(header, decodeMemory(file, header, target) + Math.max(...renditions), maxMemoryMb);
  }
  const image = await decodeImage(file, header, target);
  const renditions: Rendition[] = [];
  for (const plan of plans) renditions.push(await renderVariant(image, header, plan));
  return renditions;
}

async function renderVariant(image: DecodedImage, header: ImageHeader, plan: Plan): Promise<Rendition> {
  const { variant, canvas } = plan;
  const format = resolveFormat(variant.format, header.format);
  const background = parseColour(variant.background);
  const resized = image.resize(plan.crop, plan.width, plan.height);
  if (format === "jpeg" && !image.opaque) flatten(resized, background);
  const oriented = orient(resized, header.orientation);
  const padded = canvas.width !== oriented.width || canvas.height !== oriented.height;
  const pixels = padded ? pad(oriented, canvas, background) : oriented;
  const icc = profileToKeep(image.icc, pixels.channels);
  return {
    name: variant.name,
    bytes: await encode(pixels, format, { quality: variant.quality, ...(icc && { icc }) }),
    ...outputFormats[format],
    width: canvas.width,
    height: canvas.height,
  };
}
