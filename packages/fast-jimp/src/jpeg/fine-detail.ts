import type { Plane } from "../resample/resize-plane";

/** One row in so many is looked at. */
const EVERY = 4;
/** Differences below this, root mean square in levels, cannot be seen, whatever they are made of. */
const LEAST_DIFFERENCE = 2;
/**
 * Energy of differences between neighbours to variance: 2 where neighbours have nothing to do with each other.
 * Photographs have 0.003 to 0.6; zone plates, gratings and lines 1.2 to 2.4, text less the wider its margins are.
 */
const LEAST_CHANGE = { alone: 0.9, withRoughness: 0.25 } as const;
/**
 * Energy of second to first differences: 3 where neighbours have nothing to do with each other, whatever the margins.
 * Photographs that change as much as text with margins have 1.5 to 2.4; zone plates, lines and text 2.6 to 3.
 */
const LEAST_ROUGHNESS = 2.5;

/**
 * Whether an image has as much detail between the samples of a plane as the plane shows: line art, text, fine
 * patterns. A plane of 1/8 folds that detail into its samples; of a photograph, whose detail is less the finer it is,
 * it hardly does. The measure is how little neighbouring samples have in common.
 */
export function hasFineDetail({ data, stride, validWidth, validHeight }: Plane): boolean {
  const [width, height] = [Math.floor(validWidth), Math.floor(validHeight)];
  let [count, sum, squares, first, second] = [0, 0, 0, 0, 0];
  for (let y = 1; y < height - 1; y += EVERY) {
    for (let x = 1, at = y * stride + 1; x < width - 1; x++, at++) {
      const value = data[at] as number;
      const right = (data[at + 1] as number) - value;
      const below = (data[at + stride] as number) - value;
      const across = right - value + (data[at - 1] as number);
      const down = below - value + (data[at - stride] as number);
      sum += value;
      squares += value * value;
      first += right * right + below * below;
      second += across * across + down * down;
      count++;
    }
  }
  if (first < 2 * count * LEAST_DIFFERENCE ** 2) return false;
  const variance = squares - (sum * sum) / count;
  const change = first / (2 * variance);
  return change > LEAST_CHANGE.alone || (change > LEAST_CHANGE.withRoughness && second > first * LEAST_ROUGHNESS);
}
