import type { LoopMemory } from "../memory";
import { alphaLoops } from "./alpha";
import { colourLoops } from "./colour";
import { convolveLoops } from "./convolve";
import { upsampleLoops } from "./upsample";

/** Defines the loops of resizes and colour conversion; assembly/pixels has them as WebAssembly. */
export const definePixelLoops = (memory: LoopMemory) => ({
  ...convolveLoops(memory),
  ...alphaLoops(memory),
  ...upsampleLoops(memory),
  ...colourLoops(memory),
});

export type PixelLoops = ReturnType<typeof definePixelLoops>;
