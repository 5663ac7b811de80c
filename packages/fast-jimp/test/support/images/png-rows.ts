import { filterRow } from "./png";

export interface PackedRows {
  readonly width: number;
  readonly height: number;
  /** Samples of every pixel. */
  readonly samples: readonly (readonly number[])[];
  readonly perPixel: number;
  readonly bitDepth: number;
  readonly interlaced: boolean;
}

/** Adam7 as first column, first row, column step, row step (PNG specification, 8.2). */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);

/** Samples packed from the highest bit down. */
function pack(samples: readonly number[], bitDepth: number): Buffer {
  const bits = samples.map((sample) => sample.toString(2).padStart(bitDepth, "0")).join("");
  const bytes = Math.ceil(bits.length / 8);
  return Buffer.from(
    range(0, bytes, 1).map((byte) => Number.parseInt(bits.slice(byte * 8, byte * 8 + 8).padEnd(8, "0"), 2)),
  );
}

/** Rows of an image, or of its seven passes; row y of each has the filter y % 5. */
export function packedRows({ width, height, samples, perPixel, bitDepth, interlaced }: PackedRows): Buffer {
  const step = Math.max(1, (perPixel * bitDepth) >> 3);
  const passes = interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  const rows: Buffer[] = [];
  for (const [left, top, stepX, stepY] of passes) {
    const columns = range(left, width, stepX);
    if (columns.length === 0) continue;
    let above: Buffer | undefined;
    for (const [index, y] of range(top, height, stepY).entries()) {
      const row = pack(
        columns.flatMap((x) => [...(samples[y * width + x] ?? [])]),
        bitDepth,
      );
      rows.push(Buffer.from([index % 5]), filterRow(row, above ?? Buffer.alloc(row.length), step, index % 5));
      above = row;
    }
  }
  return Buffer.concat(rows);
}
