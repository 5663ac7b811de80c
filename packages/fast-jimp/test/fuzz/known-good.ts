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

/** Every byte that a file is rendered to. @throws ImageError where it is refused */
export async function renderAll(file: Buffer, draw = render): Promise<Buffer> {
  const renditions = await draw(file, variants);
  return Buffer.concat(renditions.map(({ bytes }) => bytes));
}

/** One image of each format and of each way that one is decoded. */
const NAMES: readonly string[] = [
  ...["jpeg", "progressive jpeg", "grey jpeg", "png", "gif", "bmp", "tiff", "lossy webp"],
  ...["large lossy webp", "large lzw tiff", "large gif", "t.6 tiff", "avif", "heic", "jxl"],
];

/** Intact images with what each is rendered to by codecs that have seen no broken file. */
export class KnownGood {
  private constructor(private readonly images: readonly { readonly seed: Seed; readonly expected: Buffer }[]) {}

  /** Renders one image of each format; to be called before any broken file is decoded in this process. */
  static async of(corpus: readonly Seed[]): Promise<KnownGood> {
    const images: { seed: Seed; expected: Buffer }[] = [];
    for (const name of NAMES) {
      const seed = corpus.find((candidate) => candidate.name === name);
      if (!seed) throw new Error(`the corpus has no "${name}"`);
      images.push({ seed, expected: await renderAll(seed.file) });
    }
    return new KnownGood(images);
  }

  /** Renders every image again. @returns the names of those whose bytes are not what they were */
  async changed(): Promise<string[]> {
    const names: string[] = [];
    for (const { seed, expected } of this.images) {
      if (!(await renderAll(seed.file)).equals(expected)) names.push(seed.name);
    }
    return names;
  }
}
