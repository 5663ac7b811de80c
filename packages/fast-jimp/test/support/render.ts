import { createLazyJimp, type ImageOptions, type OutputFormat } from "../../src";

type Class = ReturnType<typeof createLazyJimp<[], []>>;
type Image = InstanceType<Class>;

/** A rendition to be made: what most tests of decoders, encoders and the resize want of a Jimp. */
export interface VariantSpec {
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** `fill` is jimp's `resize`; `inside` is its `scaleToFit`, never enlarging. */
  readonly fit: "cover" | "contain" | "fill" | "inside";
  /** `auto`: PNG stays PNG, everything else becomes JPEG. */
  readonly format: "auto" | OutputFormat;
  /** Of JPEG and WebP, 1..100. */
  readonly quality: number;
  /** `#rrggbb`. */
  readonly background: string;
}

interface Rendition {
  readonly name: string;
  readonly bytes: Buffer;
  /** Media type of `bytes`. */
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
}

function fit(image: Image, { fit: how, width: w, height: h, background }: VariantSpec): Image {
  image.background = Number.parseInt(`${background.slice(1)}ff`, 16);
  if (how === "cover") return image.cover({ w, h });
  if (how === "contain") return image.contain({ w, h });
  if (how === "fill") return image.resize({ w, h });
  return image.scaleToFit({ w: Math.min(w, image.width), h: Math.min(h, image.height) });
}

function encode(image: Image, format: OutputFormat, quality: number): Promise<Buffer> {
  if (format === "jpeg") return image.getBuffer("image/jpeg", { quality });
  return format === "png" ? image.getBuffer("image/png") : image.getBuffer("image/webp", { quality });
}

/** Renders variants as jimp's users write it: a clone for each, all of them sized before the first is encoded. */
export type Render = (bytes: Uint8Array, variants: readonly VariantSpec[], options?: ImageOptions) => Promise<Rendition[]>; // prettier-ignore

/** Renders with a class of `createLazyJimp`. */
export const renderWith =
  (Jimp: Class): Render =>
  async (bytes, variants, options = {}) => {
    const original = await Jimp.fromBuffer(bytes, options);
    const kept = original.mime === "image/png" ? "png" : "jpeg";
    const drawn = variants.map((variant) => ({ variant, image: fit(original.clone(), variant) }));
    const renditions: Rendition[] = [];
    for (const { variant, image } of drawn) {
      const { name, quality } = variant;
      const format = variant.format === "auto" ? kept : variant.format;
      const file = await encode(image, format, quality);
      renditions.push({ name, bytes: file, contentType: `image/${format}`, width: image.width, height: image.height });
    }
    return renditions;
  };

export const render = renderWith(createLazyJimp());
