import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import sharp from "sharp";
import { Scorer } from "./scorer";

/** The package of the metric is right down to this: it takes six scales, the smallest of at least 8 pixels. */
const MIN_SIDE_PX = 256;

export interface PhotographPixels {
  readonly rgb: Buffer;
  readonly rgba: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A photograph at the width of a usual result. */
interface Photograph {
  readonly name: string;
  readonly width: number;
  readonly pixels: PhotographPixels;
  /** SSIMULACRA2 of an encoded file to the pixels. */
  readonly score: (file: Buffer) => Promise<number>;
}

function withAlpha(rgb: Buffer): Buffer {
  const rgba = Buffer.alloc((rgb.length / 3) * 4, 255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgb.copy(rgba, to, from, from + 3);
  return rgba;
}

export const sharpOf = ({ rgb, width, height }: PhotographPixels) =>
  sharp(rgb, { raw: { width, height, channels: 3 } });

/**
 * Calls back with each photograph of a folder at each width. Those that are smaller are left out, never enlarged.
 *
 * @param python interpreter with Pillow and ssimulacra2
 */
export async function forEachPhotograph(
  photosDir: string,
  widthsPx: readonly number[],
  python: string,
  use: (photograph: Photograph) => Promise<void>,
): Promise<void> {
  const photographs = readdirSync(photosDir).filter((file) => /^\.(jpe?g|png|webp|tiff?)$/i.test(extname(file)));
  if (photographs.length === 0) throw new Error(`expected photographs in ${photosDir}; found none`);
  const scorer = new Scorer(python);
  const dir = mkdtempSync(join(tmpdir(), "image-pipeline-bytes-"));
  const [referenceFile, distortedFile] = [join(dir, "reference.png"), join(dir, "distorted.png")];
  try {
    for (const name of photographs.sort()) {
      for (const width of widthsPx) {
        const source = sharp(join(photosDir, name)).rotate();
        const { width: own = 0, height = 0, orientation = 1 } = await source.metadata();
        if ((orientation > 4 ? height : own) < width) continue;
        const resized = source.resize({ width }).toColourspace("srgb").removeAlpha();
        const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
        if (info.height < MIN_SIDE_PX) continue;
        const pixels = { rgb: data, rgba: withAlpha(data), width: info.width, height: info.height };
        await sharpOf(pixels).png({ compressionLevel: 0 }).toFile(referenceFile);
        const score = async (file: Buffer): Promise<number> => {
          const decoded = await sharp(file).toColourspace("srgb").removeAlpha().png({ compressionLevel: 0 }).toBuffer();
          writeFileSync(distortedFile, decoded);
          return scorer.score(referenceFile, distortedFile);
        };
        await use({ name, width, pixels, score });
      }
    }
  } finally {
    scorer.stop();
    rmSync(dir, { recursive: true });
  }
}
