/** Dimensions of a series by name: `{ FunctionName: "image-processing-function" }`. */
export type Dimensions = Readonly<Record<string, string>>;

/** Identity of a series. */
export interface MetricId {
  /** `AWS/Lambda`, or a custom namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** One measured value. */
export interface MetricDatum extends MetricId {
  readonly value: number;
  /** CloudWatch's unit name: `Count`, `Milliseconds`, `Bytes` … Default `None`. */
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** A key of a series, independent of the order of its dimensions. */
export function seriesKey({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
