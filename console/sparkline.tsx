/** Size of the drawing, in units of its own. */
const [WIDTH, HEIGHT] = [180, 36];

/** Height of a value of zero: that it was measured is to be seen. */
const LEAST = 1.5;

interface SparklineProps {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  /** The oldest first; null: nothing was measured. */
  readonly values: readonly (number | null)[];
  /** A line across, where there is one. */
  readonly threshold?: number;
}

/** A small chart: a bar for each value, and gaps where there are none. */
export function Sparkline({ label, values, threshold = 0 }: SparklineProps) {
  const top = Math.max(...values.map((value) => value ?? 0), threshold, Number.MIN_VALUE);
  const height = (value: number) => Math.max(LEAST, (value / top) * (HEIGHT - 2));
  const step = WIDTH / values.length;
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
      {values.map(
        (value, index) =>
          value !== null && (
            <rect key={index} x={index * step} y={HEIGHT - height(value)} width={step * 0.8} height={height(value)} />
          ),
      )}
      {threshold > 0 && (
        <line class="threshold" x1={0} x2={WIDTH} y1={HEIGHT - height(threshold)} y2={HEIGHT - height(threshold)} />
      )}
    </svg>
  );
}
