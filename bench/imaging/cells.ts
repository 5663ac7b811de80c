/** Edge of the result of every cell: the image is stretched to a square, as the guide's code does. */
export const RESULT_EDGE_PX = 300;
/** JPEG quality of the results: Pillow's default, which the guide's code uses. */
export const RESULT_QUALITY = 75;

export type CellName =
  "jpeg-1mp" | "jpeg-3mp" | "jpeg-12mp" | "jpeg-24mp" | "jpeg-12mp-progressive" | "png-3mp" | "png-12mp";

/** One row of the table: a format and size of image, and its targets. */
export interface Cell {
  readonly name: CellName;
  readonly format: "jpeg" | "png";
  readonly megapixels: number;
  readonly progressive: boolean;
  /** Largest ratio of our time to sharp's, and to Pillow's where that has a target. */
  readonly target: { readonly vsSharp: number; readonly vsPillow?: number };
  /** Largest ratio of our peak memory to sharp's. Default: no target. */
  readonly memoryTarget?: number;
}

const jpeg = (
  name: CellName,
  megapixels: number,
  target: Cell["target"],
  rest: Partial<Pick<Cell, "progressive" | "memoryTarget">> = {},
): Cell => ({ name, format: "jpeg", megapixels, progressive: false, target, ...rest });

const png = (name: CellName, megapixels: number, target: Cell["target"], memoryTarget?: number): Cell => ({
  name,
  format: "png",
  megapixels,
  progressive: false,
  target,
  ...(memoryTarget !== undefined && { memoryTarget }),
});

export const cells: readonly Cell[] = [
  jpeg("jpeg-1mp", 1, { vsSharp: 1.3 }),
  jpeg("jpeg-3mp", 3, { vsSharp: 1.4 }),
  jpeg("jpeg-12mp", 12, { vsSharp: 1, vsPillow: 0.2 }, { memoryTarget: 1 }),
  jpeg("jpeg-24mp", 24, { vsSharp: 1, vsPillow: 0.2 }, { memoryTarget: 1 }),
  jpeg("jpeg-12mp-progressive", 12, { vsSharp: 0.15, vsPillow: 0.1 }, { progressive: true, memoryTarget: 1 }),
  png("png-3mp", 3, { vsSharp: 1.4, vsPillow: 0.75 }),
  png("png-12mp", 12, { vsSharp: 1.3, vsPillow: 0.65 }, 1.2),
];

/** Largest ratio of the time of a cold start to sharp's. */
export const COLD_TARGET = 1.5;
export const COLD_CELL: CellName = "jpeg-12mp";
