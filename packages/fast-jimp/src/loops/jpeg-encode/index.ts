import type { LoopMemory } from "../memory";
import { strips } from "./colour";
import { scanLoops } from "./encode-strip";

/** Defines the loops of the JPEG encoder; assembly/jpeg-encode has them as WebAssembly. */
export const defineEncodeLoops = (memory: LoopMemory) => ({ ...strips(memory), ...scanLoops(memory) });

export type EncodeLoops = ReturnType<typeof defineEncodeLoops>;
