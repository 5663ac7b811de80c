import type { Series } from "./metric-store";
import { percentile } from "./statistics";

const quantiles = [0.5, 0.95, 0.99];

/** `AWS/Lambda` and `ConcurrentExecutions` become `aws_lambda_concurrent_executions`. */
function metricName(namespace: string, name: string): string {
  const text = `${namespace}_${name}`
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^a-zA-Z0-9_]+/g, "_")
    .toLowerCase();
  return /^[0-9]/.test(text) ? `_${text}` : text;
}

const labelName = (dimension: string) => metricName(dimension, "").replace(/_+$/, "");
const labelValue = (text: string) => text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");

function sample(name: string, labels: readonly (readonly [string, string])[], value: number): string {
  const list = labels.map(([key, text]) => `${key}="${labelValue(text)}"`).join(",");
  return `${name}${list === "" ? "" : `{${list}}`} ${value}`;
}

function seriesLines(name: string, series: Series): string[] {
  const labels = Object.entries(series.dimensions).map(([key, value]) => [labelName(key), value] as const);
  const recent = series.points.map((point) => point.value);
  return [
    ...quantiles.map((q) => sample(name, [...labels, ["quantile", String(q)]], percentile(recent, q * 100))),
    sample(`${name}_sum`, labels, series.sum),
    sample(`${name}_count`, labels, series.count),
  ];
}

/**
 * All series in Prometheus' text format (version 0.0.4), each as a summary: quantiles of the stored values, sum and
 * count since the start. Units are CloudWatch's, as the HELP line says.
 */
export function prometheusText(all: readonly Series[]): string {
  const byName = new Map<string, Series[]>();
  for (const series of all) {
    const name = metricName(series.namespace, series.name);
    byName.set(name, [...(byName.get(name) ?? []), series]);
  }
  const lines = [...byName].flatMap(([name, group]) => {
    const [first] = group;
    const help = first === undefined ? "" : `${first.namespace} ${first.name} (${first.unit})`;
    return [`# HELP ${name} ${help}`, `# TYPE ${name} summary`, ...group.flatMap((s) => seriesLines(name, s))];
  });
  return lines.map((line) => `${line}\n`).join("");
}
