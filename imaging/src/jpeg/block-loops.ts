import { type Arena, WasmModule } from "../wasm/arena";
import { JPEG_BLOCKS_WASM } from "../wasm/jpeg-blocks-wasm";

/** The loops of wasm/jpeg-blocks.as. */
export interface BlockLoops {
  /** Decodes MCUs of a row. @returns the MCU it stopped before, or a {@link RunFailure} */
  readonly decodeRun: (
    blocks: number,
    blockCount: number,
    mcu: number,
    to: number,
    window: number,
    position: number,
    limit: number,
    progress: number,
  ) => number;
  /** Transforms a row of blocks. */
  readonly transformRow: (
    kept: number,
    divisors: number,
    blocks: number,
    scale: number,
    out: number,
    stride: number,
  ) => void;
}

/** Why {@link BlockLoops.decodeRun} gave up. */
export const NO_SUCH_CODE = -1;

export type BlockArena = Arena<BlockLoops>;

/** The decoder's inner loops. */
export const blockLoops = new WasmModule<BlockLoops>(JPEG_BLOCKS_WASM);
