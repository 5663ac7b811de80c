import type { Watched } from "./watched";

type Metric = readonly (string | Readonly<Record<string, string | boolean>>)[];

interface WidgetSpec {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly stat: string;
  /** What the left axis says. */
  readonly unit: string;
}

/** Seconds of a point on every graph. */
const PERIOD_SEC = 300;
const WIDGETS_PER_ROW = 2;
const size = { width: 12, height: 6 };

/** The body of the dashboard, as CloudWatch reads it ("Dashboard body structure and syntax"). */
export function dashboardBody(watched: Watched, region: string): string {
  const widgets = graphs(watched).map(({ title, metrics, stat, unit }, index) => ({
    type: "metric",
    x: (index % WIDGETS_PER_ROW) * size.width,
    y: Math.floor(index / WIDGETS_PER_ROW) * size.height,
    ...size,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: PERIOD_SEC,
      stat,
      metrics,
      yAxis: { left: { min: 0, label: unit, showUnits: false } },
    },
  }));
  return JSON.stringify({ widgets });
}

function graphs({ namespace, service, functions, deadLetters, api, stateMachine }: Watched): readonly WidgetSpec[] {
  const own = (name: string, options: Readonly<Record<string, string | boolean>>): Metric => [
    namespace,
    name,
    "service",
    service,
    options,
  ];
  const reasons = `SEARCH('{${namespace},reason,service} MetricName="ImagesRefusedByReason"', 'Sum', ${PERIOD_SEC})`;
  return [
    {
      title: "Pictures",
      unit: "pictures",
      stat: "Sum",
      metrics: [
        own("ImagesProcessed", { label: "processed" }),
        own("ImagesRefused", { label: "refused" }),
        own("ImagesFailed", { label: "failed" }),
        own("ImagesRemoved", { label: "removed" }),
      ],
    },
    {
      title: "Latency of a picture",
      unit: "ms",
      stat: "p50",
      metrics: ["p50", "p95", "p99"].map((stat) => own("ProcessingDuration", { stat, label: stat })),
    },
    {
      title: "Errors by function",
      unit: "errors",
      stat: "Sum",
      metrics: functions.map(({ name }) => ["AWS/Lambda", "Errors", "FunctionName", name]),
    },
    {
      title: "Refusals by reason",
      unit: "pictures",
      stat: "Sum",
      metrics: [[{ expression: reasons, id: "reasons", label: "" }]],
    },
    {
      title: "Bytes saved",
      unit: "bytes",
      stat: "Sum",
      metrics: [
        own("BytesIn", { id: "in", visible: false }),
        own("BytesOut", { id: "out", visible: false }),
        [{ expression: "in - out", id: "saved", label: "saved" }],
      ],
    },
    {
      title: "Slow runs by function",
      unit: "ms, p95",
      stat: "p95",
      metrics: functions.map(({ name }) => ["AWS/Lambda", "Duration", "FunctionName", name]),
    },
    {
      title: "Dead letters",
      unit: "events",
      stat: "Maximum",
      metrics: [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", deadLetters]],
    },
    ...(api ? [apiGraph(api.name, api.stage)] : []),
    ...(stateMachine === undefined ? [] : [workflowGraph(stateMachine)]),
  ];
}

function apiGraph(name: string, stage: string): WidgetSpec {
  const counts = ["Count", "4XXError", "5XXError"];
  return {
    title: "Upload API",
    unit: "requests",
    stat: "Sum",
    metrics: counts.map((count) => ["AWS/ApiGateway", count, "ApiName", name, "Stage", stage]),
  };
}

function workflowGraph(stateMachine: string): WidgetSpec {
  const counts = ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"];
  return {
    title: "Workflow",
    unit: "executions",
    stat: "Sum",
    metrics: counts.map((count) => ["AWS/States", count, "StateMachineArn", stateMachine]),
  };
}
