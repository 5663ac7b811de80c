/** Fractional bits of the weights. */
const WEIGHT_BITS = 14;

/** For each output position a run of source positions and their weights. */
export interface Kernel {
  /** Weights per output position: a multiple of the requested group. */
  readonly taps: number;
  /** `taps` for each output position, with 14 fractional bits; each run adds up to 1. */
  readonly weights: Int16Array;
  /** First source position of each run. A run may extend beyond the source, with weights of 0. */
  readonly starts: Int32Array;
}

/** A filter's shape: 1 at 0, 0 from `radius` on; even. */
export interface Filter {
  readonly radius: number;
  /** Adds `weight` times the filter's values at `from`, `from + step`, … to a run. */
  readonly addTo: (run: Float64Array, from: number, step: number, weight: number) => void;
}

const LOBES = 3;
const STEPS = 512;
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
// A kernel needs some ten thousand values: they are interpolated between 512 per lobe, exact to 1e-5.
const lobes = Float64Array.from({ length: LOBES * STEPS + 2 }, (_, i) => {
  const x = i / STEPS;
  return x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
});

/** Windowed sinc with three lobes: Pillow's LANCZOS, libvips' lanczos3. */
export const LANCZOS3: Filter = {
  radius: LOBES,
  addTo: (run, from, step, weight) => {
    for (let t = 0, x = from * STEPS; t < run.length; t++, x += step * STEPS) {
      const distance = x < 0 ? -x : x;
      if (distance >= LOBES * STEPS) continue;
      const entry = distance | 0;
      const left = lobes[entry] as number;
      const value = left + ((lobes[entry + 1] as number) - left) * (distance - entry);
      run[t] = (run[t] as number) + weight * value;
    }
  },
};

/** Linear interpolation where it enlarges: between subsampled chroma samples this is libjpeg's "fancy upsampling". */
export const TRIANGLE: Filter = {
  radius: 1,
  addTo: (run, from, step, weight) => {
    for (let t = 0, x = from; t < run.length; t++, x += step) {
      run[t] = (run[t] as number) + weight * Math.max(0, 1 - Math.abs(x));
    }
  },
};

/** The part of a row (or column) that is resampled, and to how many positions. */
export interface Span {
  /** Samples of the row, an integer. */
  readonly length: number;
  /** Start of the part, in samples, may be fractional. */
  readonly from: number;
  /** Length of the part, in samples, may be fractional. */
  readonly span: number;
  /** Positions of the result. */
  readonly count: number;
}

/** A filter that is applied before the resize. Folded into the kernel it costs nothing. */
export interface Prefilter {
  /** Weights at distances in samples; their sum is 1. */
  readonly taps: readonly { readonly distance: number; readonly weight: number }[];
  /** Least width of the filter, in samples: the distance between two output points of the prefilter. */
  readonly spacing: number;
}

/** The identity. */
export const NO_PREFILTER: Prefilter = { taps: [{ distance: 0, weight: 1 }], spacing: 1 };

/**
 * Weights that resample a span; the filter is widened where that shrinks.
 *
 * @param group length of a run is padded with zeros to a multiple of it
 */
export function makeKernel(
  { length, from, span, count }: Span,
  filter: Filter,
  { taps: before, spacing }: Prefilter,
  group: number,
): Kernel {
  const scale = span / count;
  const stretch = Math.max(scale, spacing);
  const reach = filter.radius * stretch + Math.max(...before.map(({ distance }) => Math.abs(distance)));
  const most = Math.min(length, Math.ceil(2 * reach));
  const weights = new Int16Array(most * count);
  const starts = new Int32Array(count);
  const run = new Float64Array(most);
  for (let i = 0; i < count; i++) {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.min(length - most, Math.ceil(centre - reach - 0.5)));
    starts[i] = start;
    run.fill(0);
    for (const { distance, weight } of before) {
      filter.addTo(run, (start + 0.5 - centre + distance) / stretch, 1 / stretch, weight);
    }
    setWeights(weights, i * most, run);
  }
  return shortened({ taps: most, weights, starts }, length, group);
}

/** Leaves out what all runs have at their ends that rounds to 0, which is often a whole group. */
function shortened({ taps: most, weights, starts }: Kernel, length: number, group: number): Kernel {
  const count = starts.length;
  const firsts = new Int32Array(count);
  let longest = 0;
  for (let i = count - 1, next = Infinity; i >= 0; i--) {
    const [at, start] = [i * most, starts[i] as number];
    let [first, last] = [0, most - 1];
    while (weights[at + first] === 0) first++;
    while (weights[at + last] === 0) last--;
    // Runs begin in the order of their positions.
    next = firsts[i] = Math.min(next, start + first);
    longest = Math.max(longest, start + last + 1 - next);
  }
  const taps = Math.ceil(longest / group) * group;
  const packed = new Int16Array(taps * count);
  for (let i = 0; i < count; i++) {
    const start = starts[i] as number;
    const first = (firsts[i] = Math.min(firsts[i] as number, length - longest));
    // Before the first and from the end on there is nothing but zeros.
    for (let t = Math.max(0, start - first); t < longest; t++) {
      packed[i * taps + t] = first + t < start + most ? (weights[i * most + first + t - start] as number) : 0;
    }
  }
  return { taps, weights: packed, starts: firsts };
}

/** Rounds a run of weights so that their sum is exact: the rounding error is added to the largest. */
function setWeights(weights: Int16Array, at: number, run: Float64Array): void {
  const unit = (1 << WEIGHT_BITS) / run.reduce((sum, weight) => sum + weight, 0);
  let left = 1 << WEIGHT_BITS;
  let largest = at;
  for (let t = 0; t < run.length; t++) {
    const weight = Math.round((run[t] as number) * unit);
    weights[at + t] = weight;
    left -= weight;
    if (weight > (weights[largest] as number)) largest = at + t;
  }
  weights[largest] = (weights[largest] as number) + left;
}
