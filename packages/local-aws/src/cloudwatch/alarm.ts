import { evaluateExpression, type MathInput, type TimeSeries } from "./metric-math";
import { parseExpression } from "./expression";
import type { MetricId } from "./metric";
import { aggregate } from "./statistics";

/** States of an alarm. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** Treatment of missing datapoints. */
type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

/** Operators of a static threshold. */
export type Comparison = keyof typeof comparisons;

/** Whether {@link alarmState} supports an operator. It does not support anomaly detection bands. */
export function isComparison(text: string): text is Comparison {
  return Object.hasOwn(comparisons, text);
}

/** A metric query of an alarm: a statistic of a series, or an expression over other queries. */
export type MetricQuery =
  | { readonly id: string; readonly metric: MetricId; readonly statistic: string }
  | { readonly id: string; readonly expression: string };

/** An alarm: its metrics, its condition and its actions. */
export interface AlarmSpec {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly queries: readonly MetricQuery[];
  /** Id of the query that is compared with the threshold. */
  readonly watched: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  /** Length of a window in seconds, as declared. */
  readonly periodSec: number;
  /** Number of windows that are evaluated. */
  readonly evaluationPeriods: number;
  /** Number of windows that must breach. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/** Values of a series with `from < timestamp <= to`. */
export type ReadValues = (id: MetricId, from: number, to: number) => readonly number[];

/**
 * The datapoints that an alarm compares, newest first: window `i` ends `i` periods before `now`.
 *
 * @param periodSec Length of a window; may be shorter than the declared one.
 */
export function datapoints(
  alarm: Pick<AlarmSpec, "queries" | "watched" | "evaluationPeriods">,
  read: ReadValues,
  now: number,
  periodSec: number,
): TimeSeries {
  const series = new Map<string, TimeSeries>();
  const metricIds: string[] = [];
  for (const query of alarm.queries) {
    if ("expression" in query) continue;
    metricIds.push(query.id);
    const windows = Array.from({ length: alarm.evaluationPeriods }, (_, i) => {
      const end = now - i * periodSec * 1000;
      return aggregate(read(query.metric, end - periodSec * 1000, end), query.statistic);
    });
    series.set(query.id, windows);
  }
  const input: MathInput = { series, metricIds, periodSec };
  for (const query of alarm.queries) {
    if (!("expression" in query)) continue;
    const value = evaluateExpression(parseExpression(query.expression), input);
    series.set(
      query.id,
      typeof value === "number" ? Array.from({ length: alarm.evaluationPeriods }, () => value) : value,
    );
  }
  return series.get(alarm.watched) ?? [];
}

/** The state of an alarm by its datapoints: M of N must breach, missing data counts as declared. */
export function alarmState(alarm: AlarmSpec, points: TimeSeries, current: AlarmState): AlarmState {
  const { comparison, threshold, treatMissingData, datapointsToAlarm } = alarm;
  const present = points.filter((point) => point !== undefined);
  if (present.length === 0) {
    if (treatMissingData === "missing") return "INSUFFICIENT_DATA";
    if (treatMissingData === "ignore") return current;
  }
  const missing = points.length - present.length;
  const breaching =
    present.filter((point) => comparisons[comparison](point, threshold)).length +
    (treatMissingData === "breaching" ? missing : 0);
  return breaching >= datapointsToAlarm ? "ALARM" : "OK";
}
