import type { Arena } from "../loops/arena";
import { type BlockLoops, defineBlockLoops } from "../loops/jpeg-blocks";
import { NO_SUCH_CODE, OUTSIDE_BAND, TOO_MANY_COEFFICIENTS } from "../loops/jpeg-blocks/results";
import { LoopModule } from "../loops/module";
import { JPEG_BLOCKS_WASM } from "../wasm/jpeg-blocks-wasm";
import { corrupt } from "./segments";

const REASONS: Readonly<Record<number, string>> = {
  [NO_SUCH_CODE]: "a Huffman code is not in its table",
  [TOO_MANY_COEFFICIENTS]: "a block has more than 64 coefficients",
  [OUTSIDE_BAND]: "a coefficient lies outside the spectral band of its scan",
};

/** Checks the result of a loop. @throws IMAGE_CORRUPT where it is a failure */
export function checked(stopped: number): number {
  if (stopped < 0) throw corrupt(REASONS[stopped] ?? `failure ${stopped} of its decoder`);
  return stopped;
}

export type BlockArena = Arena<BlockLoops>;

/** The decoder's inner loops. */
export const blockLoops = new LoopModule(JPEG_BLOCKS_WASM, defineBlockLoops);
