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

/** The loops of the module assembly/jpeg-blocks. */
export interface BlockLoops {
  /** Decodes MCUs of a row. @returns the first MCU not decoded, or a key of {@link REASONS} */
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
  /** Removes stuffed zeros. @returns bytes written */
  readonly unstuff: (from: number, length: number, isLast: number, to: number, taken: number) => number;
  readonly decodeDc: DcLoop;
  readonly refineDc: DcLoop;
  readonly decodeBand: BandLoop;
  readonly refineBand: BandLoop;
}

const REASONS: Readonly<Record<number, string>> = {
  [-1]: "a Huffman code is not in its table",
  [-2]: "a block has more than 64 coefficients",
  [-3]: "a coefficient lies outside the spectral band of its scan",
};

/** Checks the result of a loop. @throws IMAGE_CORRUPT where it is a failure */
export function checked(stopped: number): number {
  if (stopped < 0) throw corrupt(REASONS[stopped] ?? `failure ${stopped} of its decoder`);
  return stopped;
}

export type BlockArena = Arena<BlockLoops>;

/** The decoder's inner loops. */
export const blockLoops = new WasmModule<BlockLoops>(JPEG_BLOCKS_WASM);
