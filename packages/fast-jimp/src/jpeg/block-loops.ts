import { type Arena, WasmModule } from "../wasm/arena";
import { JPEG_BLOCKS_WASM } from "../wasm/jpeg-blocks-wasm";
import { corrupt } from "./segments";

/** A loop over the MCUs of a DC scan. */
type DcLoop = (
  blocks: number,
  blockCount: number,
  row: number,
  mcu: number,
  to: number,
  window: number,
  position: number,
  limit: number,
  progress: number,
  low: number,
) => number;
/** A loop over the blocks of an AC scan. */
type BandLoop = (
  band: number,
  kept: number,
  nonZero: number,
  block: number,
  to: number,
  window: number,
  position: number,
  limit: number,
) => number;

/** The loops of wasm/jpeg-blocks.as and of what is compiled together with it. */
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
  /** Takes out stuffed zeros. @returns bytes written */
  readonly unstuff: (from: number, length: number, isLast: number, to: number, taken: number) => number;
  readonly decodeDc: DcLoop;
  readonly refineDc: DcLoop;
  readonly decodeBand: BandLoop;
  readonly refineBand: BandLoop;
}

const REASONS: Readonly<Record<number, string>> = {
  [-1]: "a Huffman code that its table does not have",
  [-2]: "a block with more than 64 coefficients",
  [-3]: "a coefficient outside its scan's band",
};

/** Where a loop stopped. @throws IMAGE_CORRUPT where it gave up */
export function checked(stopped: number): number {
  if (stopped < 0) throw corrupt(REASONS[stopped] ?? "an unknown reason");
  return stopped;
}

export type BlockArena = Arena<BlockLoops>;

/** The decoder's inner loops. */
export const blockLoops = new WasmModule<BlockLoops>(JPEG_BLOCKS_WASM);
