import type { LoopMemory } from "../memory";
import { strips } from "./colour";
import { quantiseLoops } from "./quantise";
import { scanLoops } from "./scan";

/** Defines the loops of the JPEG encoder; assembly/jpeg-encode has them as WebAssembly. */
export const defineEncodeLoops = (memory: LoopMemory) => ({
  ...strips(memory),
  ...quantiseLoops(memory),
  ...scanLoops(memory),
});

export type EncodeLoops = ReturnType<typeof defineEncodeLoops>;
