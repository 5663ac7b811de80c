import { type Arena, WasmModule } from "../wasm/arena";
import { CONVOLVE_WASM } from "../wasm/convolve-wasm";

/** Addresses and lengths in bytes; `taps` and `count` in numbers. */
type Convolve = (
  src: number,
  stride: number,
  rowsOrWidth: number,
  starts: number,
  weights: number,
  taps: number,
  count: number,
  out: number,
  outStride: number,
) => void;
type Convert = (src: number, out: number, count: number) => void;

/** The loops of wasm/convolve.as. */
export interface ConvolveLoops {
  readonly acrossBytes: Convolve;
  readonly acrossPixels: Convolve;
  readonly down: Convolve;
  readonly widen: Convert;
  readonly premultiply: Convert;
  readonly narrow: Convert;
  readonly unpremultiply: Convert;
}

export type Convolver = Arena<ConvolveLoops>;

/** The resize's inner loops. */
export const convolution = new WasmModule<ConvolveLoops>(CONVOLVE_WASM);
