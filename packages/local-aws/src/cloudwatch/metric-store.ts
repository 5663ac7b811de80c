import { seriesKey, type MetricDatum, type MetricId } from "./metric";

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Everything that is kept of one series. */
export interface Series extends MetricId {
  readonly unit: string;
  /** Values since the start, in order of arrival; no more than {@link MAX_POINTS}. */
  readonly points: Point[];
  /** Number of values since the start, also of those that are no longer kept. */
  count: number;
  /** Sum of all values since the start. */
  sum: number;
}

/** Values kept of one series: enough for every window that is evaluated, bounded for a run of days. */
const MAX_POINTS = 20_000;

/** Keeps what was measured, for alarms, for `GET /metrics` and for tests. */
export class MetricStore {
  private readonly series = new Map<string, Series>();

  /** Takes one value. */
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

  /** All series, in the order in which they appeared. */
  all(): readonly Series[] {
    return [...this.series.values()];
  }
}
