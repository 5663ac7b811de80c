import type { ApiRequestEvent, ExecutionEvent, InvocationEvent } from "../events";
import type { Dimensions, MetricDatum } from "./metric";

/**
 * Lambda's metrics of an attempt (namespace `AWS/Lambda`): by function name, and of a version or an alias that was
 * invoked by that as well, and by the version that ran ("Types of metrics for Lambda functions", dimensions; Lambda
 * Developer Guide).
 */
export function lambdaMetrics(event: InvocationEvent, timestamp: number): MetricDatum[] {
  const { functionName: FunctionName, qualifier, executedVersion = "" } = event;
  const Resource = `${FunctionName}:${qualifier ?? ""}`;
  const isAlias = qualifier !== undefined && qualifier !== executedVersion;
  const sets: readonly Dimensions[] = [
    { FunctionName },
    ...(qualifier === undefined ? [] : [{ FunctionName, Resource }]),
    ...(isAlias ? [{ FunctionName, Resource, ExecutedVersion: executedVersion }] : []),
  ];
  return sets.flatMap((dimensions) => {
    const common = { namespace: "AWS/Lambda", dimensions, timestamp };
    return [
      { ...common, name: "Invocations", value: 1, unit: "Count" },
      { ...common, name: "Errors", value: event.status === "ok" ? 0 : 1, unit: "Count" },
      { ...common, name: "Throttles", value: 0, unit: "Count" },
      { ...common, name: "Duration", value: event.durationMs, unit: "Milliseconds" },
    ];
  });
}

/** One throttled invocation. */
export function throttleMetric(functionName: string, timestamp: number): MetricDatum {
  const dimensions = { FunctionName: functionName };
  return { namespace: "AWS/Lambda", name: "Throttles", dimensions, value: 1, unit: "Count", timestamp };
}

/** A queue as it is. */
export interface QueueLevel {
  readonly name: string;
  readonly visibleMessages: number;
  readonly oldestAgeMs: number;
}

/** A queue's visible messages and the age of its oldest one (namespace `AWS/SQS`). */
export function queueMetrics({ name, visibleMessages, oldestAgeMs }: QueueLevel, timestamp: number): MetricDatum[] {
  const common = { namespace: "AWS/SQS", dimensions: { QueueName: name }, timestamp };
  return [
    { ...common, name: "ApproximateNumberOfMessagesVisible", value: visibleMessages, unit: "Count" },
    { ...common, name: "ApproximateAgeOfOldestMessage", value: Math.round(oldestAgeMs / 1000), unit: "Seconds" },
  ];
}

/** API Gateway's metrics of a request (namespace `AWS/ApiGateway`, by API name and by API name and stage). */
export function apiMetrics(event: ApiRequestEvent, timestamp: number): MetricDatum[] {
  const { apiName, stage, status, latencyMs, integrationLatencyMs } = event;
  const sets: readonly Dimensions[] = [{ ApiName: apiName }, { ApiName: apiName, Stage: stage }];
  return sets.flatMap((dimensions) => {
    const common = { namespace: "AWS/ApiGateway", dimensions, timestamp };
    return [
      { ...common, name: "Count", value: 1, unit: "Count" },
      { ...common, name: "4XXError", value: Number(status >= 400 && status < 500), unit: "Count" },
      { ...common, name: "5XXError", value: Number(status >= 500), unit: "Count" },
      { ...common, name: "Latency", value: latencyMs, unit: "Milliseconds" },
      { ...common, name: "IntegrationLatency", value: integrationLatencyMs, unit: "Milliseconds" },
    ];
  });
}

const executionOutcomes = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
} as const;

/** Step Functions' metrics of an execution (namespace `AWS/States`). */
export function executionMetrics(
  stateMachineArn: string,
  outcome: ExecutionEvent["status"],
  durationMs: number,
  timestamp: number,
): MetricDatum[] {
  const common = { namespace: "AWS/States", dimensions: { StateMachineArn: stateMachineArn }, timestamp };
  return [
    { ...common, name: "ExecutionsStarted", value: 1, unit: "Count" },
    ...Object.entries(executionOutcomes).map(([key, name]) => ({
      ...common,
      name,
      value: Number(key === outcome),
      unit: "Count",
    })),
    { ...common, name: "ExecutionTime", value: durationMs, unit: "Milliseconds" },
  ];
}
