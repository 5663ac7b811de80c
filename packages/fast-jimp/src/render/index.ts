import { orient, orientSize, storedCrop } from "../exif/orient";
import { profileToKeep } from "../icc/profile";
import { DEFAULT_MAX_INPUT_PX, probe } from "../probe";
import { asBuffer, type CropRect } from "../pixels";
import type { ImageHeader, Rendition, RenderOptions, VariantSpec } from "../types";
import { flatten, pad, parseColour, type Canvas } from "./background";
import { openPicture, type Demand, type Picture } from "./decode";
import { encode, outputFormats, resolveFormat } from "./encode";
import { place } from "./geometry";
import { checkVariant } from "./variant";

/** A variant with everything that the header decides. */
interface Plan {
  readonly variant: VariantSpec;
  /** Part of the picture as stored. */
  readonly crop: CropRect;
  /** Size of that part in the result, as stored. */
  readonly width: number;
  readonly height: number;
  /** The result, as shown. */
  readonly canvas: Canvas;
}

function planVariant(header: ImageHeader, variant: VariantSpec): Plan {
  const { crop, drawn, canvas } = place(header, variant);
  const { orientation } = header;
  return { variant, crop: storedCrop(crop, orientation), ...orientSize(drawn, orientation), canvas };
}

/**
 * Renders every variant of a picture: decoded once, resized with LANCZOS, turned as its EXIF orientation says, without any
 * metadata but a colour profile other than sRGB.
 *
 * @throws ImageError with a stable code where the picture is refused; RangeError where a variant is not a valid one
 */
export async function render(
  bytes: Uint8Array,
  variants: readonly VariantSpec[],
  { maxInputPx = DEFAULT_MAX_INPUT_PX, quality = "fast" }: RenderOptions = {},
): Promise<Rendition[]> {
  variants.forEach(checkVariant);
  const header = probe(bytes, { maxInputPx });
  const plans = variants.map((variant) => planVariant(header, variant));
  const demand: Demand = {
    minWidth: Math.max(...plans.map(({ crop, width }) => width / crop.width)),
    minHeight: Math.max(...plans.map(({ crop, height }) => height / crop.height)),
    quality,
    maxInputPx,
  };
  const picture = await openPicture(asBuffer(bytes), header, demand);
  const renditions: Rendition[] = [];
  for (const plan of plans) renditions.push(await renderVariant(picture, header, plan));
  return renditions;
}

async function renderVariant(picture: Picture, header: ImageHeader, plan: Plan): Promise<Rendition> {
  const { variant, canvas } = plan;
  const format = resolveFormat(variant.format, header.format);
  const background = parseColour(variant.background);
  const drawn = picture.draw(plan.crop, plan.width, plan.height);
  if (format === "jpeg" && !picture.opaque) flatten(drawn, background);
  const shown = orient(drawn, header.orientation);
  const padded = canvas.width !== shown.width || canvas.height !== shown.height;
  const pixels = padded ? pad(shown, canvas, background) : shown;
  const icc = profileToKeep(picture.icc, pixels.channels);
  return {
    name: variant.name,
    bytes: await encode(pixels, format, { quality: variant.quality, ...(icc && { icc }) }),
    ...outputFormats[format],
    width: canvas.width,
    height: canvas.height,
  };
}
