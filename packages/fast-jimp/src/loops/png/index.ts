import type { LoopMemory } from "../memory";
import { cellLoops } from "./cells";
import { pixelLoops } from "./pixels";
import { filterLoops } from "./rows";

/** Defines the loops of PNG; assembly/png has them as WebAssembly. */
export const definePngLoops = (memory: LoopMemory) => ({
  ...filterLoops(memory),
  ...cellLoops(memory),
  ...pixelLoops(memory),
});

export type PngLoops = ReturnType<typeof definePngLoops>;
