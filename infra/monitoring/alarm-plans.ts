import type { Watched, WatchedFunction } from "./watched";

/** One metric of an alarm, or an expression over the others. */
export type AlarmQuery =
  | {
      readonly id: string;
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly stat: string;
    }
  | { readonly id: string; readonly expression: string; readonly label: string };

/** An alarm: goes off when the last query is above the threshold in one window of five minutes. */
export interface AlarmPlan {
  readonly name: string;
  readonly description: string;
  readonly queries: readonly AlarmQuery[];
  readonly threshold: number;
}

/** Per cent of its timeout that a function's slow runs may take. */
const DURATION_PERCENT = 80;

/**
 * The alarms of a stack. One each for all functions together: CloudWatch takes ten metrics in an alarm, and whoever is
 * told looks at the dashboard next, where every function has a line of its own.
 */
export function alarmPlans(watched: Watched, refusedPercent: number): readonly AlarmPlan[] {
  const { functions, deadLetters, api, stateMachine } = watched;
  const failing = functions.filter(({ throwsRefusals }) => !throwsRefusals);
  return [
    {
      name: "function-errors",
      description: "A function has failed.",
      queries: [...ofFunctions(failing, "Errors", "Sum"), sum("errors", failing)],
      threshold: 0,
    },
    {
      name: "function-throttles",
      description: "A function was asked for more often than it may run.",
      queries: [...ofFunctions(functions, "Throttles", "Sum"), sum("throttles", functions)],
      threshold: 0,
    },
    {
      name: "function-duration",
      description: `One run in twenty of a function takes more than ${DURATION_PERCENT} % of its timeout.`,
      queries: [...ofFunctions(functions, "Duration", "p95"), slowest(functions)],
      threshold: DURATION_PERCENT,
    },
    {
      name: "dead-letters",
      description: "Events that could not be processed wait in the dead-letter queue.",
      queries: [
        {
          id: "depth",
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: deadLetters },
          stat: "Maximum",
        },
      ],
      threshold: 0,
    },
    {
      name: "refused-rate",
      description: `More than ${refusedPercent} % of the pictures are refused.`,
      queries: [
        own(watched, "refused", "ImagesRefused"),
        own(watched, "processed", "ImagesProcessed"),
        {
          id: "rate",
          expression: "100 * FILL(refused, 0) / (FILL(refused, 0) + FILL(processed, 0))",
          label: "refused, %",
        },
      ],
      threshold: refusedPercent,
    },
    ...(api ? [apiErrors(api)] : []),
    ...(stateMachine === undefined ? [] : [workflowFailures(stateMachine)]),
  ];
}

function ofFunctions(functions: readonly WatchedFunction[], metricName: string, stat: string): AlarmQuery[] {
  return functions.map(({ name }, index) => ({
    id: `f${index}`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: name },
    stat,
  }));
}

function sum(label: string, functions: readonly WatchedFunction[]): AlarmQuery {
  return { id: "total", expression: `SUM([${functions.map((_, index) => `f${index}`).join(", ")}])`, label };
}

/** Durations are milliseconds: a hundredth of the timeout in them is ten times its seconds. */
function slowest(functions: readonly WatchedFunction[]): AlarmQuery {
  const shares = functions.map(({ timeoutSec }, index) => `f${index} / ${timeoutSec * 10}`);
  return { id: "slowest", expression: `MAX([${shares.join(", ")}])`, label: "p95, % of the timeout" };
}

function own({ namespace, service }: Watched, id: string, metricName: string): AlarmQuery {
  return { id, namespace, metricName, dimensions: { service }, stat: "Sum" };
}

function apiErrors({ name, stage }: { readonly name: string; readonly stage: string }): AlarmPlan {
  const dimensions = { ApiName: name, Stage: stage };
  return {
    name: "api-errors",
    description: "The upload API has answered with a 5xx.",
    queries: [{ id: "errors", namespace: "AWS/ApiGateway", metricName: "5XXError", dimensions, stat: "Sum" }],
    threshold: 0,
  };
}

function workflowFailures(stateMachine: string): AlarmPlan {
  const ended = (id: string, metricName: string): AlarmQuery => ({
    id,
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: stateMachine },
    stat: "Sum",
  });
  return {
    name: "workflow-failures",
    description: "An execution of the image workflow has failed or run out of time.",
    queries: [
      ended("failed", "ExecutionsFailed"),
      ended("late", "ExecutionsTimedOut"),
      { id: "total", expression: "SUM([failed, late])", label: "failures" },
    ],
    threshold: 0,
  };
}
