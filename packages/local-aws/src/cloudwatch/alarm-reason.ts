import type { AlarmSpec, AlarmState, Comparison } from "./alarm";
import type { TimeSeries } from "./metric-math";

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

const missingAs = { breaching: "Breaching", notBreaching: "NonBreaching", ignore: "Ignore", missing: "Missing" };

/** The `StateReason` of an alarm's state, in CloudWatch's wording. */
export function alarmReason(alarm: AlarmSpec, points: TimeSeries, state: AlarmState): string {
  const { comparison, threshold, treatMissingData } = alarm;
  const present = points.filter((point) => point !== undefined);
  if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${datapoints(points.length)} unknown.`;
  if (present.length === 0) {
    const periods = `${points.length} ${points.length === 1 ? "period" : "periods"}`;
    const missing = `${datapoints(points.length, "missing ")} treated as [${missingAs[treatMissingData]}]`;
    return `Threshold Crossed: no datapoints were received for ${periods} and ${missing}.`;
  }
  const values = present.map((point) => String(Math.round(point * 1000) / 1000)).join(", ");
  const compared = `${state === "OK" ? "not " : ""}${words[comparison]} the threshold (${threshold})`;
  return `Threshold Crossed: ${datapoints(present.length, "", ` [${values}]`)} ${compared}.`;
}

function datapoints(count: number, kind = "", values = ""): string {
  return count === 1 ? `1 ${kind}datapoint${values} was` : `${count} ${kind}datapoints${values} were`;
}
