import type { FocalPoint } from "./contract/focal-point";
import { equalQuality } from "./contract/equal-quality";
import { resultExtensions } from "./contract/formats";
import { alignmentOf } from "./contract/gravity";
import { MAX_QUALITY } from "./contract/variant-ranges";
import { TRANSPARENT, type Variant } from "./contract/variants";
import type { Warning } from "./contract/warnings";
import { applyOperations } from "./operations";
import type { Connections } from "./ports";
import type { EncodeOptions, Image, ResultMime } from "./ports/image";

/** The bytes made for a variant. */
export interface Rendition {
  /** Name of the variant. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** With its dot. */
  readonly extension: string;
  /** Whether its key has the extension also where the format is the original's. Absent: it does not. */
  readonly extended?: true;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The original's own compressed data, without its metadata: encoded anew it would be larger. Absent: it is not. */
  readonly reused?: true;
  /** What is wrong with the original although it was rendered. Absent: nothing. */
  readonly warnings?: readonly Warning[];
}

type RenditionDeps = Pick<Connections, "watermarks">;

/** Renders variants of an image. All are sized before the first is decoded, so that one decode serves them all. */
export async function renderVariants(
  deps: RenditionDeps,
  image: Image,
  variants: readonly Variant[],
  focal?: FocalPoint,
): Promise<readonly Rendition[]> {
  const animated = variants.some(keepsAnimation) && (await image.isAnimated());
  const fitted = variants.map((variant) => {
    const stays = animated && keepsAnimation(variant);
    return { variant, drawn: stays ? undefined : fit(image.clone(), variant, focal) };
  });
  const renditions: Rendition[] = [];
  for (const { variant, drawn } of fitted) {
    renditions.push(
      await (drawn ? finish(deps, drawn, variant, image.mime) : renderAnimation(deps, image, variant, focal)),
    );
  }
  return renditions;
}

/** Renders one variant of an image. */
export async function renderVariant(
  deps: RenditionDeps,
  image: Image,
  variant: Variant,
  focal?: FocalPoint,
): Promise<Rendition> {
  return keepsAnimation(variant) && (await image.isAnimated())
    ? renderAnimation(deps, image, variant, focal)
    : finish(deps, fit(image, variant, focal), variant, image.mime);
}

function keepsAnimation({ animation }: Variant): boolean {
  return animation === "keep";
}

/** Renders every frame of an image as an animated WebP. */
async function renderAnimation(
  deps: RenditionDeps,
  image: Image,
  variant: Variant,
  focal: FocalPoint | undefined,
): Promise<Rendition> {
  const { name, operations = [] } = variant;
  const draw = (frame: Image) => applyOperations(deps, fit(frame, variant, focal), operations);
  const contentType = "image/webp";
  const { bytes, width, height } = await image.animate(draw, qualityOf(variant));
  return { name, bytes, contentType, extension: resultExtensions[contentType], width, height, ...damageOf(image) };
}

/** Known when the image was decoded. */
function damageOf({ damaged }: Image): Pick<Rendition, "warnings"> {
  return damaged ? { warnings: ["IMAGE_DAMAGED"] } : {};
}

/** Fits an image into a variant's box. */
function fit(image: Image, variant: Variant, focal: FocalPoint | undefined): Image {
  const { width, height, fit, enlarge = fit !== "inside" } = variant;
  image.background = colourOf(variant.background);
  // A box that is no larger than the image enlarges nothing; cover crops to it.
  const w = enlarge ? width : Math.min(width, image.width);
  const h = enlarge ? height : Math.min(height, image.height);
  switch (fit) {
    case "cover":
      return image.cover({ w, h, ...placementOf(variant, focal) });
    case "contain":
      return image.contain({ w: width, h: height, enlarge, matchAlpha: true, ...placementOf(variant, focal) });
    case "fill":
      return image.resize({ w, h });
    case "inside":
      return image.scaleToFit({ w, h });
  }
}

/** By the image's own focal point, else by the variant; in the middle where neither states any. */
function placementOf({ position }: Variant, focal: FocalPoint | undefined) {
  if (focal) return { focus: focal };
  if (position === undefined) return {};
  return position === "attention" ? { focus: position } : { align: alignmentOf(position) };
}

async function finish(
  deps: RenditionDeps,
  fitted: Image,
  variant: Variant,
  originalMime: string | undefined,
): Promise<Rendition> {
  const image = await applyOperations(deps, fitted, variant.operations ?? []);
  const { mime: contentType, bytes } = await encode(image, variant, originalMime);
  return {
    ...{ name: variant.name, bytes, contentType, extension: resultExtensions[contentType] },
    ...(variant.extension === "always" && { extended: true }),
    width: image.width,
    height: image.height,
    ...(image.reused && { reused: true }),
    ...damageOf(fitted),
  };
}

async function encode(image: Image, variant: Variant, originalMime: string | undefined) {
  const { format } = variant;
  if (format === "smallest") return image.getSmallest(candidatesOf(variant));
  const mime = resultMime(format, originalMime);
  return { mime, bytes: await image.getBuffer(mime, encodeOptions(variant)) };
}

/** The formats that a variant allows, each at the quality that looks like the variant's of JPEG. */
function candidatesOf(variant: Variant) {
  const { formats = [], quality } = variant;
  const candidates = formats.map((format) => ({
    ...encodeOptions(variant),
    mime: `image/${format}` as const,
    quality: format === "webp" || format === "avif" ? equalQuality(quality, format) : quality,
  }));
  const alike = candidates.filter((one) => one.quality !== undefined);
  // A format that never looks as good is better than none.
  return (alike.length > 0 ? alike : candidates).map((one) => ({ ...one, quality: one.quality ?? MAX_QUALITY }));
}

/** With a palette a variant asks for something else than the original's own data. */
function encodeOptions(variant: Variant): EncodeOptions {
  const { chroma, palette } = variant;
  return {
    ...qualityOf(variant),
    ...(chroma && { chroma }),
    ...(palette && { palette }),
    neverLarger: palette !== true,
  };
}

function qualityOf({ quality, effort }: Variant): Pick<Variant, "quality" | "effort"> {
  return { quality, ...(effort !== undefined && { effort }) };
}

function resultMime(format: Exclude<Variant["format"], "smallest">, originalMime: string | undefined): ResultMime {
  if (format !== "auto") return `image/${format}`;
  return originalMime === "image/png" ? "image/png" : "image/jpeg";
}

/** White, for formats without transparency, and transparent. */
const TRANSPARENT_WHITE = 0xffffff00;

/** A background as jimp's 0xRRGGBBAA. */
function colourOf(background: string): number {
  return background === TRANSPARENT ? TRANSPARENT_WHITE : Number.parseInt(`${background.slice(1)}ff`, 16);
}
