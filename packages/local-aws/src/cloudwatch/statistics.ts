/** The `p`-th percentile (0..100) by linear interpolation between the closest ranks; `values` is not empty. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = ((sorted.length - 1) * p) / 100;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const plain: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Average: (values) => sum(values) / values.length,
  Sum: sum,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** The number of a percentile (`p95`, `p99.9` …), or undefined for another statistic. */
function percentileOf(statistic: string): number | undefined {
  const match = /^p(\d{1,3}(?:\.\d+)?)$/.exec(statistic);
  const p = Number(match?.[1]);
  return p >= 0 && p <= 100 ? p : undefined;
}

/** Whether {@link aggregate} supports a statistic: `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount`, `pNN[.N]`. */
export function isStatistic(statistic: string): boolean {
  return Object.hasOwn(plain, statistic) || percentileOf(statistic) !== undefined;
}

/**
 * The statistic of a window of values; undefined for an empty window (a missing datapoint).
 *
 * @throws RangeError for a statistic that is not supported.
 */
export function aggregate(values: readonly number[], statistic: string): number | undefined {
  const reduce = Object.hasOwn(plain, statistic) ? plain[statistic] : undefined;
  const p = percentileOf(statistic);
  if (reduce === undefined && p === undefined) throw new RangeError(`unknown statistic "${statistic}"`);
  if (values.length === 0) return undefined;
  return reduce !== undefined ? reduce(values) : percentile(values, p ?? 0);
}
