import * as pulumi from "@pulumi/pulumi";
import { METRICS_NAMESPACE, metricDimensions, metricNames, type ImageOutcomeName } from "../../handlers/contract";
import type { Watched } from "./watched";

type MetricOptions = Readonly<Record<string, pulumi.Input<string> | boolean>>;
type Metric = readonly (pulumi.Input<string> | MetricOptions)[];

interface WidgetSpec {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly stat: string;
  /** Label of the left axis. */
  readonly unit: string;
}

/** Seconds per data point. */
const PERIOD_SEC = 300;
const WIDGETS_PER_ROW = 2;
const size = { width: 12, height: 6 };

/** The body of the dashboard in CloudWatch's JSON ("Dashboard body structure and syntax"). */
export function dashboardBody(watched: Watched, region: pulumi.Input<string>): pulumi.Output<string> {
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
  return pulumi.jsonStringify({ widgets });
}

function graphs({ label, deadLetters, api, notify, workflow, ...watched }: Watched): readonly WidgetSpec[] {
  const functions = [...watched.functions, ...(notify?.functions ?? [])];
  const outcomes: readonly ImageOutcomeName[] = ["processed", "refused", "failed", "removed"];
  const { reason, service } = metricDimensions;
  const ownMetric = (name: string, options: MetricOptions): Metric => [
    METRICS_NAMESPACE,
    name,
    service,
    label,
    options,
  ];
  const schema = `{${METRICS_NAMESPACE},${reason},${service}}`;
  const own = pulumi.interpolate`${service}="${label}" MetricName="${metricNames.refusedByReason}"`;
  const byReason = pulumi.interpolate`SEARCH('${schema} ${own}', 'Sum', ${PERIOD_SEC})`;
  return [
    {
      title: "Images",
      unit: "images",
      stat: "Sum",
      metrics: outcomes.map((outcome) => ownMetric(metricNames[outcome], { label: outcome })),
    },
    {
      title: "Processing time of an image",
      unit: "ms",
      stat: "p50",
      metrics: ["p50", "p95", "p99"].map((stat) => ownMetric(metricNames.duration, { stat, label: stat })),
    },
    {
      title: "Errors by function",
      unit: "errors",
      stat: "Sum",
      metrics: functions.map(({ functionName }) => ["AWS/Lambda", "Errors", "FunctionName", functionName]),
    },
    {
      title: "Refusals by reason",
      unit: "images",
      stat: "Sum",
      metrics: [[{ expression: byReason, id: "reasons", label: "" }]],
    },
    {
      title: "Bytes saved",
      unit: "bytes",
      stat: "Sum",
      metrics: [
        ownMetric(metricNames.bytesIn, { id: "in", visible: false }),
        ownMetric(metricNames.bytesOut, { id: "out", visible: false }),
        [{ expression: "in - out", id: "saved", label: "saved" }],
      ],
    },
    {
      title: "p95 duration by function",
      unit: "ms",
      stat: "p95",
      metrics: functions.map(({ functionName }) => ["AWS/Lambda", "Duration", "FunctionName", functionName]),
    },
    {
      title: "Dead letters",
      unit: "events",
      stat: "Maximum",
      metrics: [deadLetters, ...(notify?.deadLetters ?? [])].map((queue) => [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        queue,
      ]),
    },
    ...(api ? [apiGraph(api)] : []),
    ...(workflow ? [workflowGraph(workflow.stateMachine), ...backlogGraphs(workflow.workQueue)] : []),
  ];
}

function apiGraph({ name, stage }: NonNullable<Watched["api"]>): WidgetSpec {
  const counts = ["Count", "4XXError", "5XXError"];
  return {
    title: "Upload API",
    unit: "requests",
    stat: "Sum",
    metrics: counts.map((count) => ["AWS/ApiGateway", count, "ApiName", name, "Stage", stage]),
  };
}

function workflowGraph(stateMachine: pulumi.Input<string>): WidgetSpec {
  const counts = ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"];
  return {
    title: "Workflow",
    unit: "executions",
    stat: "Sum",
    metrics: counts.map((count) => ["AWS/States", count, "StateMachineArn", stateMachine]),
  };
}

function backlogGraphs(workQueue: pulumi.Input<string>): readonly WidgetSpec[] {
  const ofQueue = (metricName: string): Metric => ["AWS/SQS", metricName, "QueueName", workQueue];
  return [
    {
      title: "Images that wait",
      unit: "images",
      stat: "Maximum",
      metrics: [ofQueue("ApproximateNumberOfMessagesVisible"), ofQueue("ApproximateNumberOfMessagesNotVisible")],
    },
    {
      title: "Age of the oldest image that waits",
      unit: "s",
      stat: "Maximum",
      metrics: [ofQueue("ApproximateAgeOfOldestMessage")],
    },
  ];
}
