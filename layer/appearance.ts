import { rgbaToThumbHash, thumbHashToDataURL } from "thumbhash";
import type { ImageAppearance } from "../handlers/contract";
import { perceptualHash } from "./perceptual-hash";

/** R, G, B, A of each pixel, not premultiplied. */
export interface Rgba {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How an image looks. @param image at most 100 pixels wide and high */
export function appearanceOf(image: Rgba): ImageAppearance {
  const { data, width, height } = image;
  const colour = colourOf(data);
  return {
    placeholder: Buffer.from(rgbaToThumbHash(width, height, data)).toString("base64"),
    ...(colour && { colour }),
    perceptual_hash: perceptualHash(image),
  };
}

/** A placeholder as the data URL of a PNG of at most 32 pixels a side. */
export function placeholderUrl(placeholder: string): string {
  return thumbHashToDataURL(Buffer.from(placeholder, "base64"));
}

/** Levels of a channel that count as one colour: sharp's `stats().dominant` has cells of the same size. */
const CELL_LEVELS = 16;
const CELLS = 256 / CELL_LEVELS;

function colourOf(data: Uint8Array): ImageAppearance["colour"] {
  const cells = new Float64Array(CELLS ** 3);
  const sums = [0, 0, 0];
  let weight = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [r = 0, g = 0, b = 0, alpha = 0] = data.subarray(at, at + 4);
    [r, g, b].forEach((level, channel) => (sums[channel] = (sums[channel] ?? 0) + level * alpha));
    weight += alpha;
    const cell = (cellOf(r) * CELLS + cellOf(g)) * CELLS + cellOf(b);
    cells[cell] = (cells[cell] ?? 0) + alpha;
  }
  if (weight === 0) return undefined;
  const fullest = cells.indexOf(Math.max(...cells));
  const indices = [Math.floor(fullest / CELLS ** 2), Math.floor(fullest / CELLS) % CELLS, fullest % CELLS];
  return {
    average: hexOf(sums.map((sum) => Math.round(sum / weight))),
    dominant: hexOf(indices.map((index) => index * CELL_LEVELS + CELL_LEVELS / 2)),
  };
}

function cellOf(level: number): number {
  return Math.floor(level / CELL_LEVELS);
}

function hexOf(levels: readonly number[]): string {
  return `#${Buffer.from(levels).toString("hex")}`;
}
