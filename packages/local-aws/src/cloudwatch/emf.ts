import { isRecord } from "../json";
import type { MetricDatum } from "./metric";

interface MetricDirective {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/** Content of a line in the embedded metric format. */
interface EmfLine {
  readonly metrics: readonly MetricDatum[];
  /** Messages about content that CloudWatch drops silently. */
  readonly problems: readonly string[];
}

/** Metrics and dimensions that one line may hold (CloudWatch's own limits). */
const MAX_METRICS = 100;
const MAX_DIMENSIONS = 30;

function readDimensions(directive: MetricDirective, root: Record<string, unknown>, problems: string[]) {
  const sets = directive.Dimensions ?? [[]];
  if (!Array.isArray(sets)) {
    problems.push("Dimensions: expected an array of arrays");
    return [];
  }
  return sets.flatMap((set: unknown) => {
    if (!Array.isArray(set) || set.length > MAX_DIMENSIONS) {
      problems.push(`Dimensions: expected arrays of up to ${MAX_DIMENSIONS} names`);
      return [];
    }
    const dimensions: Record<string, string> = {};
    for (const name of set as unknown[]) {
      const value = typeof name === "string" ? root[name] : undefined;
      if (typeof name !== "string" || typeof value !== "string" || value === "") {
        problems.push(`dimension ${String(name)}: the line has no string with this name`);
        return [];
      }
      dimensions[name] = value;
    }
    return [dimensions];
  });
}

function readDirective(directive: unknown, root: Record<string, unknown>, timestamp: number, problems: string[]) {
  if (!isRecord(directive) || typeof directive.Namespace !== "string" || directive.Namespace === "") {
    problems.push("Namespace: expected a string");
    return [];
  }
  const { Namespace: namespace, Metrics: definitions } = directive;
  if (!Array.isArray(definitions) || definitions.length > MAX_METRICS) {
    problems.push(`Metrics: expected an array of up to ${MAX_METRICS}`);
    return [];
  }
  const dimensionSets = readDimensions(directive, root, problems);
  return definitions.flatMap((definition: unknown): MetricDatum[] => {
    const name = isRecord(definition) ? definition.Name : undefined;
    const unit = isRecord(definition) && typeof definition.Unit === "string" ? definition.Unit : undefined;
    const found: unknown = typeof name === "string" ? root[name] : undefined;
    const values: unknown[] = Array.isArray(found) ? (found as unknown[]) : [found];
    if (typeof name !== "string" || !values.every((v) => typeof v === "number" && Number.isFinite(v))) {
      problems.push(`metric ${String(name)}: the line has no number with this name`);
      return [];
    }
    return dimensionSets.flatMap((dimensions) =>
      (values as number[]).map((value) => ({ namespace, name, dimensions, unit, value, timestamp })),
    );
  });
}

/**
 * Metrics of a log line in CloudWatch's embedded metric format (specification 2018, "EMF"); undefined for any other
 * line.
 *
 * Such a line is one JSON object with `_aws.CloudWatchMetrics`.
 */
export function parseEmf(line: string): EmfLine | undefined {
  if (!line.includes('"_aws"')) return undefined;
  let root: unknown;
  try {
    root = JSON.parse(line);
  } catch {
    return undefined;
  }
  const aws = isRecord(root) ? root._aws : undefined;
  if (!isRecord(root) || !isRecord(aws) || aws.CloudWatchMetrics === undefined) return undefined;
  const problems: string[] = [];
  if (!Array.isArray(aws.CloudWatchMetrics) || typeof aws.Timestamp !== "number") {
    return { metrics: [], problems: ["_aws: expected CloudWatchMetrics (array) and Timestamp (milliseconds)"] };
  }
  const timestamp = aws.Timestamp;
  const metrics = aws.CloudWatchMetrics.flatMap((d: unknown) => readDirective(d, root, timestamp, problems));
  return { metrics, problems };
}
