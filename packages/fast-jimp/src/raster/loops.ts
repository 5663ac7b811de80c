import type { Arena } from "../loops/arena";
import { LoopModule } from "../loops/module";
import { defineRasterLoops, type RasterLoops } from "../loops/raster";
import { RASTER_WASM } from "../wasm/raster-wasm";

export type RasterArena = Arena<RasterLoops>;

/** The inner loops of GIF and TIFF. */
export const rasterLoops = new LoopModule(RASTER_WASM, defineRasterLoops);
