import { createRequire } from "node:module";
import type * as Ours from "@image-pipeline/fast-jimp";
import type { Jimp } from "jimp";
import type sharp from "sharp";
import { RESULT_EDGE_PX, RESULT_QUALITY } from "./cells";

/** Resizes an encoded image to an encoded result. */
export type Resize = (bytes: Buffer, format: "jpeg" | "png", quality?: "fast" | "best") => Promise<Buffer>;

/** Ours with its loops in JavaScript instead of WebAssembly. */
export const JAVASCRIPT = "ours-javascript";

/** Rivals in the worker for Node.js; Pillow has its own. */
export const nodeRivals = ["ours", JAVASCRIPT, "sharp", "sharp-default", "jimp"] as const;

function resizeWithOurs({ createLazyJimp }: typeof Ours): Resize {
  const FastJimp = createLazyJimp();
  return async (bytes, format, quality = "fast") => {
    const image = await FastJimp.fromBuffer(bytes, { quality });
    image.resize({ w: RESULT_EDGE_PX, h: RESULT_EDGE_PX });
    return format === "png" ? image.getBuffer("image/png") : image.getBuffer("image/jpeg", { quality: RESULT_QUALITY });
  };
}

function resizeWithSharp(library: typeof sharp): Resize {
  return (bytes, format) => {
    const resized = library(bytes).resize(RESULT_EDGE_PX, RESULT_EDGE_PX, { fit: "fill" });
    return (format === "png" ? resized.png() : resized.jpeg({ quality: RESULT_QUALITY })).toBuffer();
  };
}

function resizeWithJimp(library: { Jimp: typeof Jimp }): Resize {
  return async (bytes, format) => {
    // jimp's own limits refuse photographs of more than about 20 megapixels.
    const image = await library.Jimp.fromBuffer(bytes, {
      "image/jpeg": { maxMemoryUsageInMB: 4096, maxResolutionInMP: 400 },
    });
    image.resize({ w: RESULT_EDGE_PX, h: RESULT_EDGE_PX });
    return format === "png" ? image.getBuffer("image/png") : image.getBuffer("image/jpeg", { quality: RESULT_QUALITY });
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
