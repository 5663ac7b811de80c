import type * as pulumi from "@pulumi/pulumi";
import { METRICS_NAMESPACE, metricDimensions, metricNames } from "../../handlers/contract";
import type { Watched, WatchedFunction, WatchedNotifications } from "./watched";

/** One metric of an alarm, or an expression over the others. */
export type AlarmQuery =
  | {
      readonly id: string;
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
      readonly stat: string;
    }
  | { readonly id: string; readonly expression: string; readonly label: string };

/** An alarm: its state is ALARM while the last query is above the threshold in a window of five minutes. */
export interface AlarmPlan {
  readonly name: string;
  readonly description: string;
  readonly queries: readonly AlarmQuery[];
  readonly threshold: number;
}

/** Threshold of slow invocations, in per cent of the function's timeout. */
const DURATION_PERCENT = 80;

/** Threshold of a record's age before it is announced, in milliseconds (5 minutes). */
const NOTIFY_LAG_MS = 5 * 60 * 1000;

/** Threshold of the work queue's oldest message, in seconds (15 minutes). */
const BACKLOG_AGE_SEC = 15 * 60;

/**
 * The alarms of a stack. One alarm covers all functions: CloudWatch allows ten metrics per alarm, which the stack stays
 * within, and the dashboard shows which function it is.
 */
export function alarmPlans(watched: Watched, refusedPercent: number): readonly AlarmPlan[] {
  const { label, functions, deadLetters, api, notify, workflow } = watched;
  const failing = functions.filter(({ throwsRefusals }) => !throwsRefusals);
  return [
    {
      name: "function-errors",
      description: "An invocation of a function has failed.",
      queries: [...ofFunctions(failing, "Errors", "Sum"), sum("errors", failing)],
      threshold: 0,
    },
    {
      name: "function-throttles",
      description: "A function is being throttled.",
      queries: [...ofFunctions(functions, "Throttles", "Sum"), sum("throttles", functions)],
      threshold: 0,
    },
    {
      name: "function-duration",
      description: `The p95 duration of a function is above ${DURATION_PERCENT} % of its timeout.`,
      queries: [...ofFunctions(functions, "Duration", "p95"), slowest(functions)],
      threshold: DURATION_PERCENT,
    },
    {
      name: "dead-letters",
      description: "The dead-letter queue holds events that could not be processed.",
      queries: [depth("depth", deadLetters)],
      threshold: 0,
    },
    {
      name: "refused-rate",
      description: `More than ${refusedPercent} % of the images are refused.`,
      queries: [
        ownMetric(label, "refused", metricNames.refused),
        ownMetric(label, "processed", metricNames.processed),
        {
          id: "rate",
          expression: "100 * FILL(refused, 0) / (FILL(refused, 0) + FILL(processed, 0))",
          label: "refused, %",
        },
      ],
      threshold: refusedPercent,
    },
    ...(api ? [apiErrors(api)] : []),
    ...(notify ? notifyAlarms(notify) : []),
    ...(workflow ? [workflowFailures(workflow.stateMachine), backlog(workflow.workQueue)] : []),
  ];
}

function depth(id: string, queue: pulumi.Input<string>): AlarmQuery {
  return {
    id,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queue },
    stat: "Maximum",
  };
}

/** Alarms of their own: those of all functions have as many metrics as an alarm may have. */
function notifyAlarms({ functions, announcer, deadLetters }: WatchedNotifications): readonly AlarmPlan[] {
  const queues = deadLetters.map((queue, index) => depth(`q${index}`, queue));
  return [
    {
      name: "notify-errors",
      description: "A function that tells others of images has failed, and tries again.",
      queries: [...ofFunctions(functions, "Errors", "Sum"), sum("errors", functions)],
      threshold: 0,
    },
    {
      name: "notify-lag",
      description: `An event of an image has waited to be published for more than ${NOTIFY_LAG_MS / 60_000} minutes.`,
      queries: [
        {
          id: "age",
          namespace: "AWS/Lambda",
          metricName: "IteratorAge",
          dimensions: { FunctionName: announcer.functionName },
          stat: "Maximum",
        },
      ],
      threshold: NOTIFY_LAG_MS,
    },
    {
      name: "notify-dead-letters",
      description: "Events of images were not published, or not taken by the webhook.",
      queries: [
        ...queues,
        { id: "total", expression: `SUM([${queues.map(({ id }) => id).join(", ")}])`, label: "dead letters" },
      ],
      threshold: 0,
    },
  ];
}

function ofFunctions(functions: readonly WatchedFunction[], metricName: string, stat: string): AlarmQuery[] {
  return functions.map(({ functionName }, index) => ({
    id: `f${index}`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
    stat,
  }));
}

function sum(label: string, functions: readonly WatchedFunction[]): AlarmQuery {
  return { id: "total", expression: `SUM([${functions.map((_, index) => `f${index}`).join(", ")}])`, label };
}

/** Per cent of the timeout: durations are in milliseconds, of which a hundredth of a second is ten. */
function slowest(functions: readonly WatchedFunction[]): AlarmQuery {
  const shares = functions.map(({ timeoutSec }, index) => `f${index} / ${timeoutSec * 10}`);
  return { id: "slowest", expression: `MAX([${shares.join(", ")}])`, label: "p95, % of the timeout" };
}

function ownMetric(label: pulumi.Input<string>, id: string, metricName: string): AlarmQuery {
  const dimensions = { [metricDimensions.service]: label };
  return { id, namespace: METRICS_NAMESPACE, metricName, dimensions, stat: "Sum" };
}

function apiErrors({ name, stage }: NonNullable<Watched["api"]>): AlarmPlan {
  const dimensions = { ApiName: name, Stage: stage };
  return {
    name: "api-errors",
    description: "The upload API has returned a 5xx status.",
    queries: [{ id: "errors", namespace: "AWS/ApiGateway", metricName: "5XXError", dimensions, stat: "Sum" }],
    threshold: 0,
  };
}

function workflowFailures(stateMachine: pulumi.Input<string>): AlarmPlan {
  const ended = (id: string, metricName: string): AlarmQuery => ({
    id,
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: stateMachine },
    stat: "Sum",
  });
  return {
    name: "workflow-failures",
    description: "An execution of the image workflow has failed or timed out.",
    queries: [
      ended("failed", "ExecutionsFailed"),
      ended("late", "ExecutionsTimedOut"),
      { id: "total", expression: "SUM([failed, late])", label: "failures" },
    ],
    threshold: 0,
  };
}

function backlog(workQueue: pulumi.Input<string>): AlarmPlan {
  return {
    name: "workflow-backlog",
    description: `An image has been waiting in the work queue for more than ${BACKLOG_AGE_SEC / 60} minutes.`,
    queries: [
      {
        id: "age",
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: workQueue },
        stat: "Maximum",
      },
    ],
    threshold: BACKLOG_AGE_SEC,
  };
}
