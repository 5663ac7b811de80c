import { createRequire } from "node:module";

import type { Sharp } from "sharp";

import type { Variant } from "../../../handlers/contract";
import type { RenderAnswer, RenderOrder } from "./messages";

type SharpModule = typeof import("sharp");

type EncodedFormat = Exclude<Variant["format"], "auto" | "smallest">;

/** Loads what may not be installed. */
const installed = createRequire(__filename);

/** What sharp calls the fits. */
const fits = { cover: "cover", contain: "contain", fill: "fill", inside: "inside" } as const;

/**
 * Renders with sharp what it has an equal of: size, fit, position, format, quality and chroma. Operations are left out,
 * and so is a focal point.
 */
export async function renderReference(
  { original, variant }: Pick<RenderOrder, "original" | "variant">,
  load: () => SharpModule | undefined = loadSharp,
): Promise<RenderAnswer> {
  const sharp = load();
  if (sharp === undefined) {
    const message = "sharp is not installed: it is a development dependency, and npm ci --omit=dev leaves it out.";
    return { kind: "refused", code: "SHARP_ABSENT", message };
  }
  const startedAt = performance.now();
  try {
    const { width, height, fit, position = "center", enlarge = fit !== "inside", background, format } = variant;
    const image = sharp(original).autoOrient();
    const { format: from, hasAlpha } = await sharp(original).metadata();
    const target = format === "auto" || format === "smallest" ? (from === "png" ? "png" : "jpeg") : format;
    const opaque = background === "transparent" ? "#ffffff" : background;
    // As the stack's: around an image with transparent pixels a contain is transparent, where the format can be.
    const isTransparent = target !== "jpeg" && (background === "transparent" || (fit === "contain" && hasAlpha));
    // sharp has strategies for what it crops only.
    const attention = fit === "cover" ? sharp.strategy.attention : "center";
    const drawn = image.resize({
      ...{ width, height, fit: fits[fit], withoutEnlargement: !enlarge },
      background: isTransparent ? { r: 255, g: 255, b: 255, alpha: 0 } : opaque,
      position: position === "attention" ? attention : position,
    });
    const flat = target === "jpeg" ? drawn.flatten({ background: opaque }) : drawn;
    const { data, info } = await encode(flat, variant, target).toBuffer({ resolveWithObject: true });
    return {
      ...{ kind: "rendered", bytes: data, contentType: `image/${info.format === "heif" ? "avif" : info.format}` },
      ...{ width: info.width, height: info.height, tookMs: performance.now() - startedAt },
    };
  } catch (error) {
    return { kind: "refused", code: "SHARP_FAILED", message: error instanceof Error ? error.message : String(error) };
  }
}

function encode(image: Sharp, { quality, chroma }: Variant, format: EncodedFormat): Sharp {
  const sampled = chroma === "4:4:4" || chroma === "4:2:0" ? { chromaSubsampling: chroma } : {};
  switch (format) {
    case "png":
      return image.png();
    case "webp":
      return image.webp({ quality });
    case "avif":
      return image.avif({ quality, ...sampled });
    case "jpeg":
      return image.jpeg({ quality, ...sampled });
  }
}

/** @returns undefined where it is not installed, or has no binary for this machine */
function loadSharp(): SharpModule | undefined {
  try {
    return installed("sharp") as SharpModule;
  } catch {
    return undefined;
  }
}
