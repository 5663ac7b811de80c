/** Fractional bits of the weights: a product with an 8-bit sample and the sum of a kernel's products fit into 32 bits. */
export const WEIGHT_BITS = 14;

/** For each output position a run of source positions and their weights. */
export interface Kernel {
  /** Weights per output position. */
  readonly taps: number;
  /** `taps` for each output position; each run adds up to 1 << WEIGHT_BITS. */
  readonly weights: Int32Array;
  /** First source position of each run; the whole run is inside the source. */
  readonly starts: Int32Array;
}

/** A filter's shape: 1 at 0, 0 from `radius` on. */
export interface Filter {
  readonly radius: number;
  readonly at: (x: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Windowed sinc with three lobes: Pillow's LANCZOS, libvips' lanczos3. */
export const LANCZOS3: Filter = { radius: 3, at: (x) => sinc(x) * sinc(x / 3) };

/** Linear interpolation where it enlarges: between subsampled chroma samples this is libjpeg's "fancy upsampling". */
export const TRIANGLE: Filter = { radius: 1, at: (x) => 1 - x };

/**
 * Weights that resample part of a row (or column) to `count` positions; the filter is widened where that shrinks.
 *
 * @param length samples there are, a whole number
 * @param from where the part begins, in samples, may be fractional
 * @param span how long it is, in samples, may be fractional
 */
export function makeKernel(length: number, from: number, span: number, count: number, filter: Filter): Kernel {
  const scale = span / count;
  const stretch = Math.max(scale, 1);
  const reach = filter.radius * stretch;
  const taps = Math.min(length, Math.ceil(reach) * 2 + 1);
  const weights = new Int32Array(taps * count);
  const starts = new Int32Array(count);
  const run = new Float64Array(taps);
  for (let i = 0; i < count; i++) {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.min(length - taps, Math.floor(centre - reach + 0.5)));
    starts[i] = start;
    let sum = 0;
    for (let t = 0; t < taps; t++) {
      const distance = Math.abs(start + t + 0.5 - centre) / stretch;
      run[t] = distance < filter.radius ? filter.at(distance) : 0;
      sum += run[t] as number;
    }
    setWeights(weights.subarray(i * taps, (i + 1) * taps), run, sum);
  }
  return { taps, weights, starts };
}

/** Rounds a run of weights so that they add up exactly: what rounding leaves goes to the largest. */
function setWeights(weights: Int32Array, run: Float64Array, sum: number): void {
  let left = 1 << WEIGHT_BITS;
  let largest = 0;
  for (let t = 0; t < weights.length; t++) {
    const weight = Math.round(((run[t] as number) / sum) * (1 << WEIGHT_BITS));
    weights[t] = weight;
    left -= weight;
    if (weight > (weights[largest] as number)) largest = t;
  }
  weights[largest] = (weights[largest] as number) + left;
}
