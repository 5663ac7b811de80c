import { createRequire } from "node:module";
import type { Jimp } from "jimp";
import type sharp from "sharp";
import type { Task } from "./process";
import type * as Ours from "../../layer/jimp";
import { RESULT_QUALITY, SQUARE_PX } from "./cells";

/** Resizes an encoded image to encoded results. */
export type Resize = (bytes: Buffer, task: Task & { readonly quality?: "fast" | "best" }) => Promise<readonly Buffer[]>;

/** Ours with its loops in JavaScript instead of WebAssembly. */
export const JAVASCRIPT = "ours-javascript";

/** Rivals in the worker for Node.js; Pillow has its own. */
export const nodeRivals = ["ours", JAVASCRIPT, "sharp", "sharp-default", "jimp"] as const;

const SQUARE = { width: SQUARE_PX, height: SQUARE_PX, fit: "fill" } as const;

function resizeWithOurs({ Jimp: FastJimp }: typeof Ours): Resize {
  return async (bytes, { widths, format, quality = "fast" }) => {
    const image = await FastJimp.fromBuffer(bytes, { quality });
    const encode = (sized: typeof image): Promise<Buffer> =>
      format === "png" ? sized.getBuffer("image/png") : sized.getBuffer(`image/${format}`, { quality: RESULT_QUALITY });
    // All are sized before the first is encoded: they share one decode.
    const sized = widths.map((w) => image.clone().resize({ w }));
    if (sized.length === 0) sized.push(image.resize({ w: SQUARE_PX, h: SQUARE_PX }));
    const results: Buffer[] = [];
    for (const one of sized) results.push(await encode(one));
    return results;
  };
}

function resizeWithSharp(library: typeof sharp): Resize {
  return async (bytes, { widths, format }) => {
    const { width: ownWidth, height: ownHeight } = (await library(bytes).metadata()).autoOrient;
    // With a width alone it counts on from a decode at a smaller scale, and may end a row short of the others.
    const sized = (width: number) =>
      ({ width, height: Math.round((ownHeight * width) / ownWidth), fit: "fill" }) as const;
    const sizes = widths.length > 0 ? widths.map(sized) : [SQUARE];
    const results: Buffer[] = [];
    for (const size of sizes) {
      const resized = library(bytes).autoOrient().resize(size);
      const encoded = format === "png" ? resized.png() : resized[format]({ quality: RESULT_QUALITY });
      results.push(await encoded.toBuffer());
    }
    return results;
  };
}

function resizeWithJimp(library: { Jimp: typeof Jimp }): Resize {
  return async (bytes, { format }) => {
    if (format === "webp") throw new RangeError("expected JPEG or PNG for jimp; got WebP");
    // jimp's own limits refuse photographs of more than about 20 megapixels.
    const image = await library.Jimp.fromBuffer(bytes, {
      "image/jpeg": { maxMemoryUsageInMB: 4096, maxResolutionInMP: 400 },
    });
    image.resize({ w: SQUARE_PX, h: SQUARE_PX });
    return [
      format === "png"
        ? await image.getBuffer("image/png")
        : await image.getBuffer("image/jpeg", { quality: RESULT_QUALITY }),
    ];
  };
}

/** Loads a rival's library from its file. The time that it takes is part of a cold start. */
export function loadRival(name: string, modulePath: string): Resize {
  const loaded: unknown = createRequire(__filename)(modulePath);
  if (name === "ours" || name === JAVASCRIPT) return resizeWithOurs(loaded as typeof Ours);
  if (name === "jimp") return resizeWithJimp(loaded as { Jimp: typeof Jimp });
  const library = loaded as typeof sharp;
  if (name === "sharp") library.concurrency(1);
  return resizeWithSharp(library);
}
