import { type Arena, WasmModule } from "../wasm/arena";
import { PNG_WASM } from "../wasm/png-wasm";

/** The loops of assembly/png. */
export interface PngLoops {
  readonly unfilter: (row: number, above: number, length: number, step: number) => number;
  readonly addRow: (row: number, sums: number, length: number) => void;
  readonly isOpaque: (row: number, pixels: number) => number;
  readonly meanCells: (sums: number, width: number, step: number, columns: number, rows: number, out: number) => void;
  readonly filterRow: (row: number, above: number, length: number, step: number, out: number) => void;
}

export type PngArena = Arena<PngLoops>;

/** The inner loops of PNG. */
export const pngLoops = new WasmModule<PngLoops>(PNG_WASM);
