import type { Execution, HistoryEvent } from "./types";

/** An event of the executor. */
interface ExecutorEvent {
  readonly type: string;
  readonly timestamp: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly index?: number;
  readonly Error?: string;
  readonly Cause?: unknown;
  readonly state?: { readonly name: string; readonly type: string; readonly input: unknown; readonly output?: unknown };
  readonly parentState?: { readonly name: string };
}

const causeText = (cause: unknown) =>
  cause instanceof Error ? cause.message : typeof cause === "string" ? cause : JSON.stringify(cause ?? "");

/**
 * An executor's event with the name and fields of Step Functions; undefined for events that Step Functions does not
 * have. Events of Tasks (`TaskScheduled`, `TaskSucceeded`, `TaskFailed`) are recorded by the Tasks.
 */
export function historyDetails(event: ExecutorEvent): Pick<HistoryEvent, "type" | "details"> | undefined {
  const { type, state, parentState, index } = event;
  switch (type) {
    case "ExecutionStarted":
      return { type, details: { input: JSON.stringify(event.input) } };
    case "ExecutionSucceeded":
      return { type, details: { output: JSON.stringify(event.output) } };
    case "ExecutionFailed":
      return { type, details: { error: event.Error, cause: causeText(event.Cause) } };
    case "ExecutionAborted":
      return { type, details: {} };
    case "ExecutionTimeout":
      return { type: "ExecutionTimedOut", details: {} };
    case "MapIterationStarted":
    case "MapIterationSucceeded":
    case "MapIterationFailed":
      return { type, details: { name: parentState?.name, index } };
    case "StateEntered":
      return {
        type: `${state?.type}StateEntered`,
        details: { name: state?.name, input: JSON.stringify(state?.input) },
      };
    case "StateExited":
      return {
        type: `${state?.type}StateExited`,
        details: { name: state?.name, output: JSON.stringify(state?.output) },
      };
    case "StateFailed":
      return state?.type === "Map" || state?.type === "Parallel"
        ? { type: `${state.type}StateFailed`, details: { name: state.name, error: event.Error } }
        : undefined;
    default:
      return undefined;
  }
}

const failure = /(Failed|TimedOut|Aborted)$/;
const end = /^Execution(Failed|TimedOut|Aborted)$/;

/** Whether a machine logs an event at `level`. */
export function isLogged(type: string, level: string): boolean {
  if (level === "ALL") return true;
  if (level === "ERROR") return failure.test(type);
  return level === "FATAL" && end.test(type);
}

/** The log line of an event, with inputs and outputs if execution data is included. */
export function logLine(execution: Execution, event: HistoryEvent, includeExecutionData: boolean): string {
  const { input, output, ...others } = event.details;
  const data = includeExecutionData ? { input, output } : {};
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: { ...others, ...data },
    previous_event_id: String(event.id - 1),
    event_timestamp: String(event.timestamp),
    execution_arn: execution.arn,
    redrive_count: "0",
  });
}
