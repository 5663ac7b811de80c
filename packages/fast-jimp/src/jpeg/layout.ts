import { NO_PREFILTER, type Prefilter } from "../resample/kernel";
import { corrupt } from "./segments";
import type { JpegHeader, JpegPlane, JpegPlaneShape } from "./types";

/** Samples per block edge, of 8 at full size. */
export type BlockScale = 1 | 2 | 4 | 8;

/** Position and size of a component's blocks and samples. */
export interface ComponentLayout {
  readonly h: number;
  readonly v: number;
  /** Blocks per row in a scan of this component alone (T.81, A.2.2): no padding to whole MCUs. */
  readonly ownBlocksWide: number;
  readonly ownBlocksHigh: number;
  /** Blocks per row with padding to whole MCUs. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  readonly scale: BlockScale;
  /** Samples from one row to the next. */
  readonly stride: number;
  /** Index of the first sample among those of all components. */
  readonly offset: number;
  /** Index of the first block among those of all components. */
  readonly firstBlock: number;
  /** Index of the first coefficient among those of all components, scale x scale for each block. */
  readonly firstCoefficient: number;
}

/** A frame's blocks and samples at one scale. */
export interface FrameLayout {
  readonly mcusWide: number;
  readonly mcusHigh: number;
  readonly components: readonly ComponentLayout[];
  readonly sampleCount: number;
  readonly blockCount: number;
  readonly coefficientCount: number;
}

/** @param scales for each component the samples per block edge */
export function layOut(header: JpegHeader, scales: readonly BlockScale[]): FrameLayout {
  const { width, height } = header;
  const { hMax, vMax } = maxSampling(header);
  const mcusWide = Math.ceil(width / (8 * hMax));
  const mcusHigh = Math.ceil(height / (8 * vMax));
  let sampleCount = 0;
  let blockCount = 0;
  let coefficientCount = 0;
  const components = header.components.map(({ h, v }, i): ComponentLayout => {
    const scale = scales[i] ?? 8;
    const blocksWide = mcusWide * h;
    const blocksHigh = mcusHigh * v;
    const layout = {
      h,
      v,
      ownBlocksWide: Math.ceil(Math.ceil((width * h) / hMax) / 8),
      ownBlocksHigh: Math.ceil(Math.ceil((height * v) / vMax) / 8),
      blocksWide,
      blocksHigh,
      scale,
      stride: blocksWide * scale,
      offset: sampleCount,
      firstBlock: blockCount,
      firstCoefficient: coefficientCount,
    };
    sampleCount += layout.stride * blocksHigh * scale;
    blockCount += blocksWide * blocksHigh;
    coefficientCount += blocksWide * blocksHigh * scale * scale;
    return layout;
  });
  return { mcusWide, mcusHigh, components, sampleCount, blockCount, coefficientCount };
}

export function maxSampling({ components }: Pick<JpegHeader, "components">): { hMax: number; vMax: number } {
  return {
    hMax: Math.max(...components.map(({ h }) => h)),
    vMax: Math.max(...components.map(({ v }) => v)),
  };
}

/**
 * Refuses a file that is too short for the number of blocks in its header, before memory is taken for them: a
 * sequential block has at least two bits (DC and end of block), a progressive one at least one.
 */
export function checkFileLength(bytes: Uint8Array, { process }: JpegHeader, { blockCount }: FrameLayout): void {
  const leastBits = blockCount * (process === "progressive" ? 1 : 2);
  if (bytes.length * 8 < leastBits) throw corrupt("it is too short for the size in its header");
}

/** Divides samples into planes. */
export function planesOf(header: JpegHeader, layout: FrameLayout, samples: Uint8ClampedArray): JpegPlane[] {
  const shapes = planeShapes(header, layout);
  return layout.components.map(({ scale, stride, offset, blocksHigh }, i) => ({
    ...(shapes[i] as JpegPlaneShape),
    data: samples.subarray(offset, offset + stride * blocksHigh * scale),
  }));
}

export function planeShapes(header: JpegHeader, layout: FrameLayout): JpegPlaneShape[] {
  const { hMax, vMax } = maxSampling(header);
  return layout.components.map(({ h, v, scale, stride }) => ({
    stride,
    validWidth: (header.width * h * scale) / (hMax * 8),
    validHeight: (header.height * v * scale) / (vMax * 8),
    prefilter: { across: prefilterFor(scale, hMax / h), down: prefilterFor(scale, vMax / v) },
  }));
}

/**
 * The filter that makes a resize of a component's samples equal to a resize of the full image.
 *
 * - A sample at 1/8 is the mean of its block, which reduces the contrast of fine detail. For slow changes the mean over
 *   a width differs from the value in the middle by 1/24 of the second difference: that is added.
 * - A full decode upsamples subsampled components with the weights 3/4 and 1/4 (libjpeg's "fancy upsampling"), at
 *   distances of 0.5 and 1.5 pixels.
 */
function prefilterFor(scale: BlockScale, subsampling: number): Prefilter {
  if (scale === 1) return MEAN_PREFILTER;
  if (subsampling !== 2) return NO_PREFILTER;
  const pixel = scale / 8 / subsampling;
  const taps = [
    { distance: -1.5 * pixel, weight: 1 / 8 },
    { distance: -0.5 * pixel, weight: 3 / 8 },
    { distance: 0.5 * pixel, weight: 3 / 8 },
    { distance: 1.5 * pixel, weight: 1 / 8 },
  ];
  return { taps, spacing: scale === 8 ? pixel : 1 };
}

const MEAN_PREFILTER: Prefilter = {
  taps: [
    { distance: -1, weight: -1 / 24 },
    { distance: 0, weight: 13 / 12 },
    { distance: 1, weight: -1 / 24 },
  ],
  spacing: 1,
};
