import type { LoopMemory } from "../memory";
import { cellLoops } from "./cells";
import { filterLoops } from "./rows";

/** Defines the loops of PNG; assembly/png has them as WebAssembly. */
export const definePngLoops = (memory: LoopMemory) => ({ ...filterLoops(memory), ...cellLoops(memory) });

export type PngLoops = ReturnType<typeof definePngLoops>;
