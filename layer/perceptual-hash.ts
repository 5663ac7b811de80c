import type { Rgba } from "./appearance";

const COLUMNS = 9;
const ROWS = 8;

/**
 * dHash (Neal Krawetz, "Kind of Like That", hackerfactor.com, 2013): the image is reduced to 9x8 grey values, and each
 * of the 64 bits says whether a value is larger than the one to its left; row by row, the first is the most
 * significant. Grey is ITU-R BT.601's luma, over white where the image is transparent.
 *
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(image: Rgba): string {
  const grey = reduce(image);
  let hash = 0n;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 1; column < COLUMNS; column++) {
      const at = row * COLUMNS + column;
      hash = (hash << 1n) | ((grey[at] ?? 0) > (grey[at - 1] ?? 0) ? 1n : 0n);
    }
  }
  return hash.toString(16).padStart(16, "0");
}

/** Means of the parts of an image, in whole levels: what is flat must not have bits of rounding. */
function reduce({ data, width, height }: Rgba): readonly number[] {
  const columns = partsOf(width, COLUMNS);
  return partsOf(height, ROWS).flatMap((rows) =>
    columns.map((across) => {
      let [sum, weight] = [0, 0];
      for (const [y, high] of rows) {
        for (const [x, wide] of across) {
          sum += lumaAt(data, (y * width + x) * 4) * high * wide;
          weight += high * wide;
        }
      }
      return Math.round(sum / weight);
    }),
  );
}

type Share = readonly [index: number, weight: number];

/** The pixels of each of some equal parts of a line, with how much of each is inside. */
function partsOf(length: number, parts: number): readonly (readonly Share[])[] {
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [(part * length) / parts, ((part + 1) * length) / parts];
    const shares: Share[] = [];
    for (let index = Math.floor(from); index < Math.min(length, Math.ceil(to)); index++) {
      const inside = Math.min(index + 1, to) - Math.max(index, from);
      if (inside > 0) shares.push([index, inside]);
    }
    return shares;
  });
}

function lumaAt(data: Uint8Array, at: number): number {
  const [r = 0, g = 0, b = 0, alpha = 0] = data.subarray(at, at + 4);
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return (luma * alpha + 255 * (255 - alpha)) / 255;
}
