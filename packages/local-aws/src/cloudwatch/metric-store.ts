import { seriesKey, type MetricDatum, type MetricId } from "./metric";

interface Point {
  readonly at: number;
  readonly value: number;
}

/** A series of values. */
export interface Series extends MetricId {
  readonly unit: string;
  /** Values since the start, in order of arrival; no more than {@link MAX_POINTS}. */
  readonly points: Point[];
  /** Number of all values since the start. */
  count: number;
  /** Sum of all values since the start. */
  sum: number;
}

/** Number of values kept of a series: enough for every evaluated window, bounded for long runs. */
const MAX_POINTS = 20_000;

/** Stores measured values for alarms, `GET /metrics` and tests. */
export class MetricStore {
  private readonly series = new Map<string, Series>();

  /** Stores one value. */
  put(datum: MetricDatum): void {
    const key = seriesKey(datum);
    const { namespace, name, dimensions, unit = "None" } = datum;
    let series = this.series.get(key);
    if (series === undefined) {
      series = { namespace, name, dimensions, unit, points: [], count: 0, sum: 0 };
      this.series.set(key, series);
    }
    series.points.push({ at: datum.timestamp, value: datum.value });
    series.count += 1;
    series.sum += datum.value;
    if (series.points.length > MAX_POINTS) series.points.splice(0, MAX_POINTS / 2);
  }

  /** Values of a series with `from < timestamp <= to`, in milliseconds since the epoch. */
  values(id: MetricId, from: number, to: number): number[] {
    const points = this.series.get(seriesKey(id))?.points ?? [];
    return points.filter((p) => p.at > from && p.at <= to).map((p) => p.value);
  }

  /** All series in the order of their first value. */
  all(): readonly Series[] {
    return [...this.series.values()];
  }
}
