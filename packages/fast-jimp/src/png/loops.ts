import type { Arena } from "../loops/arena";
import { LoopModule } from "../loops/module";
import { definePngLoops, type PngLoops } from "../loops/png";
import { PNG_WASM } from "../wasm/png-wasm";

export type PngArena = Arena<PngLoops>;

/** The inner loops of PNG. */
export const pngLoops = new LoopModule(PNG_WASM, definePngLoops);
