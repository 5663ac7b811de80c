/** Quantile of the values at a fraction 0..1, interpolated between two of them. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(position)] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Interquartile range. */
export const spreadOf = (values: readonly number[]): number => quantile(values, 0.75) - quantile(values, 0.25);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rounded to `digits` decimals. */
export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Of positive values: what ratios are averaged by. */
export const geometricMean = (values: readonly number[]): number =>
  Math.exp(mean(values.map((value) => Math.log(value))));
