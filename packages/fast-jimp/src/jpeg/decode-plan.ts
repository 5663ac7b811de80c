import { maxSampling, type BlockScale } from "./layout";
import type { JpegComponent, JpegHeader, ScaledDecodeOptions } from "./types";

/** The part of a file's data that is decoded. */
export interface DecodePlan {
  /** Samples per block edge, for each component. */
  readonly scales: readonly BlockScale[];
  /**
   * Progressive files: for each component the error of its samples that skipped scans may cause, root mean square in
   * levels of 255. 0: every scan that affects the result is decoded.
   */
  readonly tolerances: readonly number[];
}

/** For each scale the least ratio of the component's size at that scale to the target size. */
type ScaleThresholds = readonly (readonly [BlockScale, number])[];

/**
 * For components that are not subsampled. At 1/8 a sample is the mean of a block, and prefilterFor restores its
 * contrast: slightly more than the target is enough. The larger scales start at the ratios of libjpeg-based resizers,
 * so that the result is at least as good as theirs.
 */
const FAST: ScaleThresholds = [
  [1, 9 / 8],
  [2, 5 / 4],
  [4, 3 / 2],
];
/** For subsampled components, whose detail a full decode softens as well. */
const FAST_SUBSAMPLED: ScaleThresholds = [
  [1, 9 / 8],
  [2, 9 / 8],
  [4, 5 / 4],
];
const BEST: ScaleThresholds = [
  [1, 2],
  [2, 2],
  [4, 2],
];

/**
 * Error of the result that skipped scans may cause, root mean square in levels of 255: 54 dB, less than the error of
 * decoding at a reduced scale. The resize averages over many samples, whose own errors may be larger.
 */
const SKIPPED_SCANS_ERROR = 0.5;

/** The scale of a block's mean. */
const COARSEST = 1;

/**
 * Chooses scales and scans for a target size.
 *
 * @param fine whether the image has detail that the coarsest scale would fold into its samples. Default false
 */
export function planDecode(
  header: JpegHeader,
  { minWidth, minHeight, quality = "fast" }: ScaledDecodeOptions,
  fine = false,
): DecodePlan {
  const { hMax, vMax } = maxSampling(header);
  const isSubsampled = ({ h, v }: JpegComponent) => h < hMax || v < vMax;
  const plans = header.components.map((component) => {
    const thresholds = quality === "best" ? BEST : isSubsampled(component) ? FAST_SUBSAMPLED : FAST;
    // Ratio of the component's samples to the target size.
    const across = (header.width * component.h) / hMax / minWidth;
    const down = (header.height * component.v) / vMax / minHeight;
    const isEnough = ([size, least]: ScaleThresholds[number]): boolean =>
      (Math.min(across, down) * size) / 8 >= least && !(fine && size === COARSEST);
    const scale = thresholds.find(isEnough)?.[0] ?? 8;
    const averaged = Math.max(1, (across * scale) / 8) * Math.max(1, (down * scale) / 8);
    const tolerance = quality === "best" || scale === 8 ? 0 : SKIPPED_SCANS_ERROR * Math.sqrt(averaged);
    return { scale, tolerance };
  });
  return { scales: plans.map(({ scale }) => scale), tolerances: plans.map(({ tolerance }) => tolerance) };
}

/** Every component at full scale, every scan. */
export const fullDecode = ({ components }: JpegHeader): DecodePlan => ({
  scales: components.map((): BlockScale => 8),
  tolerances: components.map(() => 0),
});

/** Whether the first component, which shows the detail of an image, is decoded at the coarsest scale. */
export const isCoarsest = ({ scales }: DecodePlan): boolean => scales[0] === COARSEST;

/** Whether every component is decoded at full scale. */
export const isFull = ({ scales }: DecodePlan): boolean => scales.every((scale) => scale === 8);
