import type { LoopMemory } from "../memory";
import { bandLoops } from "./band";
import { dcLoops } from "./dc";
import { runLoops } from "./decode-run";
import { keptBlockLoops } from "./kept-blocks";
import { unstuffLoops } from "./unstuff";

/** Defines the loops of the JPEG decoder; assembly/jpeg-blocks has them as WebAssembly. */
export const defineBlockLoops = (memory: LoopMemory) => ({
  ...unstuffLoops(memory),
  ...runLoops(memory),
  ...dcLoops(memory),
  ...bandLoops(memory),
  ...keptBlockLoops(memory),
});

export type BlockLoops = ReturnType<typeof defineBlockLoops>;
