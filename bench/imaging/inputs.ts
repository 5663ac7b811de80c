import { statSync } from "node:fs";
import sharp from "sharp";
import type { Cell } from "./cells";
import { rounded } from "./statistics";
import type { Subject } from "./subjects";

/** What a cell was measured on. */
export interface Inputs {
  readonly images: number;
  /** Least and greatest. */
  readonly megapixels: readonly [number, number];
  readonly bytesPerPixel: readonly [number, number];
}

const range = (values: readonly number[], digits: number): [number, number] => [
  rounded(Math.min(...values), digits),
  rounded(Math.max(...values), digits),
];

/** Sizes of the files of each cell. */
export async function describeInputs(
  cells: readonly Cell[],
  subjects: readonly Subject[],
): Promise<Record<string, Inputs>> {
  const inputs: Record<string, Inputs> = {};
  for (const { name } of cells) {
    const [pixels, density]: [number[], number[]] = [[], []];
    for (const file of subjects.flatMap(({ files }) => files.get(name) ?? [])) {
      const { width, height } = await sharp(file).metadata();
      pixels.push((width * height) / 1e6);
      density.push(statSync(file).size / (width * height));
    }
    inputs[name] = { images: pixels.length, megapixels: range(pixels, 1), bytesPerPixel: range(density, 2) };
  }
  return inputs;
}
