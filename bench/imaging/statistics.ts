/** Value at a fraction 0..1 of the sorted values, between two of them where it falls between. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(position)] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Interquartile range: how far the middle half of the values is apart. */
export const spreadOf = (values: readonly number[]): number => quantile(values, 0.75) - quantile(values, 0.25);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** To so many digits after the point. */
export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
