/** JPEG and WebP quality of the results: Pillow's default, which the guide's code uses. */
export const RESULT_QUALITY = 75;
/** Edge of the square that an image is stretched to, as the guide's code does, pixels. */
export const SQUARE_PX = 300;

export type SourceFormat = "jpeg" | "progressive" | "png" | "webp" | "tiff" | "gif" | "avif";
export type ResultFormat = "jpeg" | "png" | "webp";

/** Largest ratios of our processor time to that of sharp on one core. */
interface Target {
  /** Of the geometric mean over the images. */
  readonly mean: number;
  /** Of every image. Default: no target. */
  readonly most?: number;
}

/** One row of the table: what is made of what, and the targets. */
export interface Cell {
  readonly name: string;
  readonly source: {
    readonly format: SourceFormat;
    /**
     * Every source is scaled down to so many pixels, in millions; smaller ones are left out. Default: images at their
     * own size, JPEGs byte for byte.
     */
    readonly megapixels?: number;
  };
  /** Widths of the results, pixels, the height to scale; none: the square of {@link SQUARE_PX}. */
  readonly widths: readonly number[];
  readonly result: ResultFormat;
  readonly target: Target;
  /** Whether unmodified jimp, Pillow and our loops in JavaScript run as well. Default false. */
  readonly all?: boolean;
  /** Whether peak memory is measured; at most sharp's is wanted. Default false. */
  readonly memory?: boolean;
}

/** Widths of a responsive image: what one original is commonly made into at once. */
const FIVE_WIDTHS = [160, 320, 640, 1200, 1920];

const cell = (
  name: string,
  source: Cell["source"],
  widths: readonly number[],
  [mean, most]: readonly [number, number?],
  rest: Partial<Pick<Cell, "result" | "all" | "memory">> = {},
): Cell => ({ name, source, widths, result: "jpeg", target: { mean, ...(most !== undefined && { most }) }, ...rest });

const native = { format: "jpeg" } as const;

export const cells: readonly Cell[] = [
  cell("jpeg-1mp", { format: "jpeg", megapixels: 1 }, [], [0.9], { all: true }),
  cell("jpeg-300", native, [], [0.75, 1.1], { all: true, memory: true }),
  cell("jpeg-800", native, [800], [0.85]),
  cell("jpeg-1200", native, [1200], [0.95, 1.2], { memory: true }),
  cell("jpeg-1920", native, [1920], [0.95], { memory: true }),
  cell("jpeg-five", native, FIVE_WIDTHS, [0.8], { memory: true }),
  cell("progressive-300", { format: "progressive" }, [], [0.12], { all: true, memory: true }),
  cell("progressive-1200", { format: "progressive" }, [1200], [0.9], { memory: true }),
  cell("png-3mp", { format: "png", megapixels: 3 }, [], [0.9], { all: true }),
  cell("png-12mp", { format: "png", megapixels: 12 }, [], [0.75], { all: true, memory: true }),
  cell("png-1200-png", { format: "png", megapixels: 3 }, [1200], [1.1], { result: "png" }),
  cell("webp-in", { format: "webp", megapixels: 12 }, [], [1.3], { memory: true }),
  cell("webp-out", native, [1200], [1.2], { result: "webp", memory: true }),
  cell("tiff-lzw", { format: "tiff", megapixels: 3 }, [], [1.3]),
  cell("gif", { format: "gif", megapixels: 3 }, [], [1.3]),
  cell("avif-in", { format: "avif", megapixels: 3 }, [], [1.5]),
];

/** Largest ratio of peak memory to sharp's. */
export const MEMORY_TARGET = 1;
/** Largest ratio of the time of a cold start to sharp's. */
export const COLD_TARGET = 0.75;
export const COLD_CELL = "jpeg-300";

/** Images at their own size have to be as wide as the widest result, so that none is enlarged. */
export const LEAST_WIDTH_PX = Math.max(...FIVE_WIDTHS);
