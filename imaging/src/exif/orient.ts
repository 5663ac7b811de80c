import type { Bitmap } from "../render/bitmap";
import type { Region, Size } from "../render/geometry";
import { swapsAxes } from "./orientation";

/**
 * For each orientation, where the stored pixel of a shown pixel is: the stored x runs with the shown x or y, forwards or
 * from the end, and so does the stored y (EXIF 2.3, 4.6.4 A, Orientation).
 */
const flips: Readonly<Record<number, { readonly x: boolean; readonly y: boolean }>> = {
  1: { x: false, y: false },
  2: { x: true, y: false },
  3: { x: true, y: true },
  4: { x: false, y: true },
  5: { x: false, y: false },
  6: { x: false, y: true },
  7: { x: true, y: true },
  8: { x: true, y: false },
};

const flipsOf = (orientation: number): { readonly x: boolean; readonly y: boolean } =>
  flips[orientation] ?? { x: false, y: false };

/** The bitmap as it is to be shown; a new one unless the orientation is 1. */
export function orient(stored: Bitmap, orientation: number): Bitmap {
  if (orientation === 1) return stored;
  const swaps = swapsAxes(orientation);
  const flip = flipsOf(orientation);
  const width = swaps ? stored.height : stored.width;
  const height = swaps ? stored.width : stored.height;
  const from = new Uint32Array(stored.data.buffer, stored.data.byteOffset, stored.width * stored.height);
  const shown = Buffer.allocUnsafeSlow(width * height * 4);
  const to = new Uint32Array(shown.buffer);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const alongX = swaps ? y : x;
      const alongY = swaps ? x : y;
      const storedX = flip.x ? stored.width - 1 - alongX : alongX;
      const storedY = flip.y ? stored.height - 1 - alongY : alongY;
      to[at] = from[storedY * stored.width + storedX] ?? 0;
    }
  }
  return { data: shown, width, height };
}

/** A size as stored, from the size as shown, or the other way round. */
export const orientSize = ({ width, height }: Size, orientation: number): Size =>
  swapsAxes(orientation) ? { width: height, height: width } : { width, height };

/** A region of the shown picture as the region of the stored one. `shown` is the size of the whole shown picture. */
export function storedRegion(region: Region, shown: Size, orientation: number): Region {
  const swaps = swapsAxes(orientation);
  const flip = flipsOf(orientation);
  const stored = orientSize(shown, orientation);
  const size = orientSize(region, orientation);
  const left = swaps ? region.top : region.left;
  const top = swaps ? region.left : region.top;
  return {
    left: flip.x ? stored.width - left - size.width : left,
    top: flip.y ? stored.height - top - size.height : top,
    ...size,
  };
}
