import type { AlarmSpec, Cloud } from "@image-pipeline/local-aws";
import type { AlarmsView, ChartView } from "../../console/contract";
import { METRICS_NAMESPACE, metricNames } from "../../handlers/contract";

/** Windows of a chart. */
const WINDOWS = 60;

/** Seconds of a window. */
const WINDOW_SEC = 5;

type CloudWatch = Cloud["services"]["cloudwatch"];

/** The functions' own metrics that are shown, and how the values of a window are joined. */
const shownMetrics: readonly (readonly [title: string, name: string, statistic: string, unit: string])[] = [
  ["Images processed", metricNames.processed, "Sum", "Count"],
  ["Images refused", metricNames.refused, "Sum", "Count"],
  ["Images failed", metricNames.failed, "Sum", "Count"],
  ["Processing time, p95", metricNames.duration, "p95", "Milliseconds"],
  ["Bytes read", metricNames.bytesIn, "Sum", "Bytes"],
  ["Bytes written", metricNames.bytesOut, "Sum", "Bytes"],
];

/** Alarms with what they watch, and the functions' own metrics, of the last minutes. */
export function alarmsView({ alarms, metrics }: Pick<CloudWatch, "alarms" | "metrics">, now: number): AlarmsView {
  const history = (spec: Parameters<CloudWatch["alarms"]["history"]>[0]) =>
    alarms.history(spec, { now, windows: WINDOWS, periodSec: WINDOW_SEC });
  const own = metrics.all().filter(({ namespace }) => namespace === METRICS_NAMESPACE);
  return {
    windowSec: WINDOW_SEC,
    alarms: alarms.all().map(({ spec, state, reason }) => ({
      ...{ title: spec.name, description: spec.description, state, reason, threshold: spec.threshold },
      ...{ unit: unitOf(spec, metrics), values: history(spec) },
    })),
    metrics: shownMetrics.flatMap(([title, name, statistic, unit]): ChartView[] => {
      const metric = own.find((series) => series.name === name);
      if (metric === undefined) return [];
      return [{ title, unit, values: history({ queries: [{ id: "m", metric, statistic }], watched: "m" }) }];
    }),
  };
}

/** The unit of the metric that an alarm watches; of an expression none is known. */
function unitOf({ queries, watched }: AlarmSpec, metrics: CloudWatch["metrics"]): string {
  const query = queries.find(({ id }) => id === watched);
  if (query === undefined || !("metric" in query)) return "";
  const { namespace, name } = query.metric;
  return metrics.all().find((series) => series.namespace === namespace && series.name === name)?.unit ?? "";
}
