import { maxSampling, type BlockScale } from "./layout";
import type { JpegComponent, JpegHeader, ScaledDecodeOptions } from "./types";

/** How much of a file is decoded. */
export interface DecodePlan {
  /** Samples per block edge, for each component. */
  readonly scales: readonly BlockScale[];
  /**
   * Of a progressive file, for each component: how far its samples may be off because of scans that are passed over, root
   * of the mean square in levels of 255. 0 asks for all that show.
   */
  readonly tolerances: readonly number[];
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

/**
 * How far the result may be off because of scans that are passed over, root of the mean square in levels of 255: 54 dB, less
 * than what decoding at a reduced scale costs. The resize averages over many samples, which may be off by more.
 */
const LEFT_OUT_OF_RESULT = 0.5;

/** What to decode for a target. */
export function planDecode(
  header: JpegHeader,
  { minWidth, minHeight, quality = "fast" }: ScaledDecodeOptions,
): DecodePlan {
  const { hMax, vMax } = maxSampling(header);
  const isSubsampled = ({ h, v }: JpegComponent) => h < hMax || v < vMax;
  const plans = header.components.map((component) => {
    const demands = quality === "best" ? BEST : isSubsampled(component) ? FAST_SUBSAMPLED : FAST;
    // How many times the target the component's own samples are.
    const across = (header.width * component.h) / hMax / minWidth;
    const down = (header.height * component.v) / vMax / minHeight;
    const scale = demands.find(([size, least]) => (Math.min(across, down) * size) / 8 >= least)?.[0] ?? 8;
    const averaged = Math.max(1, (across * scale) / 8) * Math.max(1, (down * scale) / 8);
    const tolerance = quality === "best" || scale === 8 ? 0 : LEFT_OUT_OF_RESULT * Math.sqrt(averaged);
    return { scale, tolerance };
  });
  return { scales: plans.map(({ scale }) => scale), tolerances: plans.map(({ tolerance }) => tolerance) };
}

/** Everything there is. */
export const fullDecode = ({ components }: JpegHeader): DecodePlan => ({
  scales: components.map((): BlockScale => 8),
  tolerances: components.map(() => 0),
});

/** Whether a plan leaves nothing out. */
export const isFull = ({ scales }: DecodePlan): boolean => scales.every((scale) => scale === 8);
