import { maxSampling, type BlockScale } from "./layout";
import type { JpegComponent, JpegHeader, ScaledDecodeOptions } from "./types";

/** Scales and how many times the wanted size they must reach. */
type Demands = readonly (readonly [BlockScale, number])[];

/**
 * For the components of the finest sampling. At 1/8 the target's finest detail is close to what the means of whole blocks
 * can hold, so a little more than the target is enough; the larger scales start at what libjpeg-based resizers take for
 * the same target, so that the result is never below theirs.
 */
const FAST: Demands = [
  [1, 9 / 8],
  [2, 5 / 4],
  [4, 3 / 2],
];
/** For subsampled components: as fine as the target. */
const FAST_SUBSAMPLED: Demands = [
  [1, 1],
  [2, 1],
  [4, 1],
];
const BEST: Demands = [
  [1, 2],
  [2, 2],
  [4, 2],
];

/** To how many samples a block edge of each component is decoded for a target. */
export function chooseScales(
  header: JpegHeader,
  { minWidth, minHeight, quality = "fast" }: ScaledDecodeOptions,
): BlockScale[] {
  const { hMax, vMax } = maxSampling(header);
  return header.components.map(({ h, v }: JpegComponent) => {
    const subsampled = h < hMax || v < vMax;
    const demands = quality === "best" ? BEST : subsampled ? FAST_SUBSAMPLED : FAST;
    // How many times the target the component's own samples are.
    const times = Math.min((header.width * h) / hMax / minWidth, (header.height * v) / vMax / minHeight);
    return demands.find(([scale, least]) => (times * scale) / 8 >= least)?.[0] ?? 8;
  });
}
