import { type Arena, WasmModule } from "../wasm/arena";
import { PIXELS_WASM } from "../wasm/pixels-wasm";

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

type ConvertColours = (luma: number, blue: number, red: number, out: number, count: number) => void;

/** The loops of assembly/pixels. */
export interface PixelLoops {
  readonly acrossBytes: Convolve;
  readonly acrossPixels: Convolve;
  readonly acrossOpaque: Convolve;
  readonly down: Convolve;
  readonly premultiply: Convert;
  readonly narrow: Convert;
  readonly unpremultiply: Convert;
  readonly blendRows: (near: number, far: number, weight: number, out: number, count: number) => void;
  readonly spread: (sums: number, count: number, biasEven: number, biasOdd: number, shift: number, out: number) => void;
  readonly settle: (sums: number, count: number, bias: number, shift: number, out: number) => void;
  readonly toRgba: ConvertColours;
  readonly samplesToRgba: ConvertColours;
  readonly toColours: (luma: number, blue: number, red: number, out: number, plane: number, count: number) => void;
  readonly joinColours: (samples: number, plane: number, out: number, count: number) => void;
}

export type Convolver = Arena<PixelLoops>;

/** The inner loops of resizes and colour conversion. */
export const convolution = new WasmModule<PixelLoops>(PIXELS_WASM);
