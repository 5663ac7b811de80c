import { createLazyJimp } from "../../src";
import { render, type VariantSpec } from "../support/render";
import type { Seed } from "./corpus";

const base: VariantSpec = {
  name: "small",
  width: 16,
  height: 12,
  fit: "cover",
  format: "png",
  quality: 75,
  background: "#ffffff",
};
/** A PNG that holds every pixel of a decode at full size, and a JPEG, so that both encoders run as well. */
const variants: readonly VariantSpec[] = [
  { ...base, name: "full", fit: "inside", width: 60, height: 60 },
  { ...base, format: "jpeg" },
];

const Jimp = createLazyJimp();

/** Every byte that a file is rendered to. @throws ImageError where it is refused */
export async function renderAll(file: Buffer, draw = render): Promise<Buffer> {
  const renditions = await draw(file, variants);
  return Buffer.concat(renditions.map(({ bytes }) => bytes));
}

/** As {@link renderAll}, with the frames of an animation. */
async function renderSeed({ file, animated = false }: Seed): Promise<Buffer> {
  const rendered = await renderAll(file);
  if (!animated) return rendered;
  const image = await Jimp.fromBuffer(file);
  const { bytes } = await image.animate((frame) => frame.cover({ w: 16, h: 12 }));
  return Buffer.concat([rendered, bytes]);
}

/** Names of one image of each format and of each way that one is decoded. */
export const KNOWN_GOOD: readonly string[] = [
  ...["jpeg", "progressive jpeg", "grey jpeg", "png", "gif", "bmp", "tiff", "lossy webp"],
  ...["large lossy webp", "large lzw tiff", "large gif", "t.6 tiff", "avif", "heic", "jxl"],
  ...["animated gif", "animated webp"],
];

interface GoodImage {
  readonly seed: Seed;
  readonly expected: Buffer;
}

/** Intact images with what each is rendered to by codecs that have seen no broken file. */
export class KnownGood {
  private constructor(private readonly images: ReadonlyMap<string, GoodImage>) {}

  /** Renders every image of the corpus; to be called before any broken file is decoded in this process. */
  static async of(corpus: readonly Seed[]): Promise<KnownGood> {
    const images = new Map<string, GoodImage>();
    for (const seed of corpus) images.set(seed.name, { seed, expected: await renderSeed(seed) });
    const missing = KNOWN_GOOD.filter((name) => !images.has(name));
    if (missing.length > 0) throw new Error(`the corpus has no "${missing.join('", "')}"`);
    return new KnownGood(images);
  }

  /** Renders images again. @returns the names of those whose bytes are not what they were; unknown ones are left out */
  async changed(names = KNOWN_GOOD): Promise<string[]> {
    const changed: string[] = [];
    for (const name of names) {
      const image = this.images.get(name);
      if (image && !(await renderSeed(image.seed)).equals(image.expected)) changed.push(name);
    }
    return changed;
  }
}
