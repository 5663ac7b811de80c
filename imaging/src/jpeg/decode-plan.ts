import { maxSampling, type BlockScale } from "./layout";
import type { JpegComponent, JpegHeader, ScaledDecodeOptions } from "./types";

/** How much of a file is decoded. */
export interface DecodePlan {
  /** Samples per block edge, for each component. */
  readonly scales: readonly BlockScale[];
  /** Of a progressive file: all scans, or only those that bring what the scales show for the first time. */
  readonly scans: "all" | "coarse";
}

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
/** For subsampled components, which a full decode softens anyway. */
const FAST_SUBSAMPLED: Demands = [
  [1, 9 / 8],
  [2, 9 / 8],
  [4, 5 / 4],
];
const BEST: Demands = [
  [1, 2],
  [2, 2],
  [4, 2],
];

/** What to decode for a target. */
export function planDecode(
  header: JpegHeader,
  { minWidth, minHeight, quality = "fast" }: ScaledDecodeOptions,
): DecodePlan {
  const { hMax, vMax } = maxSampling(header);
  const isSubsampled = ({ h, v }: JpegComponent) => h < hMax || v < vMax;
  const scales = header.components.map((component) => {
    const demands = quality === "best" ? BEST : isSubsampled(component) ? FAST_SUBSAMPLED : FAST;
    // How many times the target the component's own samples are.
    const across = (header.width * component.h) / hMax / minWidth;
    const down = (header.height * component.v) / vMax / minHeight;
    return demands.find(([scale, least]) => (Math.min(across, down) * scale) / 8 >= least)?.[0] ?? 8;
  });
  const coarse = quality === "fast" && header.components.every((c, i) => isSubsampled(c) || scales[i] === 1);
  return { scales, scans: coarse ? "coarse" : "all" };
}

/** Everything there is. */
export const fullDecode = ({ components }: JpegHeader): DecodePlan => ({
  scales: components.map((): BlockScale => 8),
  scans: "all",
});

/** Whether a plan leaves nothing out. */
export const isFull = ({ scales }: DecodePlan): boolean => scales.every((scale) => scale === 8);
