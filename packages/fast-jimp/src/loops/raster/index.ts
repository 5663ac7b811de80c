import type { LoopMemory } from "../memory";
import { cellLoops } from "../png/cells";
import { lzwLoops } from "./lzw";
import { rowLoops } from "./rows";

/** Defines the loops of GIF and TIFF; assembly/raster has them as WebAssembly. */
export const defineRasterLoops = (memory: LoopMemory) => ({
  ...cellLoops(memory),
  ...lzwLoops(memory),
  ...rowLoops(memory),
});

export type RasterLoops = ReturnType<typeof defineRasterLoops>;
