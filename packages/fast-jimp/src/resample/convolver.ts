import type { Arena } from "../loops/arena";
import { LoopModule } from "../loops/module";
import { definePixelLoops, type PixelLoops } from "../loops/pixels";
import { PIXELS_WASM } from "../wasm/pixels-wasm";

export type Convolver = Arena<PixelLoops>;

/** The inner loops of resizes and colour conversion. */
export const convolution = new LoopModule(PIXELS_WASM, definePixelLoops);
