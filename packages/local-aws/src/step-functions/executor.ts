import { setImmediate as turn } from "node:timers/promises";

import type { RunOptions, StateMachine } from "aws-local-stepfunctions";

import type { CallAsRole } from "../role-client";
import { historyDetails } from "./history";
import { integrationOf, sourceOf, type JsonValue } from "./integrations";
import { DATA_LIMIT, MAX_PAYLOAD_BYTES, TaskError, tooLarge } from "./task-error";
import type { PreparedDefinition, TaskResource } from "./definition";
import type { TaskMemory, TaskOutcome } from "./task-memory";
import type { Execution, ExecutionStatus, HistoryEvent, StateMachineSpec } from "./types";

const PRINCIPAL = "states.amazonaws.com";

/** Events of the history of a STANDARD execution, the one of its failure included. */
const MAX_HISTORY_EVENTS = 25_000;

/** Dependencies of {@link execute}. */
export interface ExecutorDeps {
  readonly machine: () => Promise<StateMachine>;
  readonly prepared: PreparedDefinition;
  readonly spec: StateMachineSpec;
  readonly stateMachineArn: string;
  readonly call: CallAsRole;
  /** Called for every event of the history, in order. */
  readonly record: (event: HistoryEvent) => void;
  /** Absent: the next run does not continue this execution, or starts it from its beginning. */
  readonly memory?: TaskMemory;
}

/** Result of an execution. */
export interface Outcome {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
}

/** Why somebody stopped an execution. */
export type StopReason = Pick<Outcome, "error" | "cause">;

function asError(error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError("States.TaskFailed", error instanceof Error ? error.message : String(error));
}

type AddEvent = (type: string, details: Readonly<Record<string, unknown>>, timestamp?: number) => void;

/** A running execution, as its Tasks see it. */
interface Running {
  readonly deps: ExecutorDeps;
  readonly addEvent: AddEvent;
  /** Aborted when the execution ends before its last state. */
  readonly signal: AbortSignal;
}

/** Executes a Task: calls the service with the permissions of the machine's role. */
async function runTask(task: TaskResource, input: JsonValue, { deps, addEvent, signal }: Running): Promise<JsonValue> {
  const { resource } = task;
  // The executor's events are queued: TaskScheduled must follow StateEntered.
  await turn();
  // What the execution failed with may have been in the queue.
  if (signal.aborted) throw new TaskError("States.Runtime", "The execution has ended.");
  addEvent("TaskScheduled", { resource, name: task.stateName, input: JSON.stringify(input) });
  const recalled = deps.memory?.recall(task.stateName, input);
  const outcome = recalled ?? (await callService(resource, input, deps));
  // What an execution that was stopped has done is not known to have ended.
  if (recalled === undefined && !signal.aborted) deps.memory?.remember(task.stateName, input, outcome);
  if ("output" in outcome) {
    addEvent("TaskSucceeded", { resource, name: task.stateName, output: JSON.stringify(outcome.output) });
    return outcome.output;
  }
  addEvent("TaskFailed", { resource, name: task.stateName, error: outcome.error, cause: outcome.cause });
  throw new TaskError(outcome.error, outcome.cause);
}

async function callService(resource: string, input: JsonValue, deps: ExecutorDeps): Promise<TaskOutcome> {
  const integration = integrationOf(resource);
  try {
    if (integration === undefined) throw new TaskError("States.Runtime", `no integration ${resource}`);
    const request = integration.request(input);
    const response = await deps.call(deps.spec.roleArn, PRINCIPAL, deps.stateMachineArn, request);
    const output = integration.result(response);
    if (Buffer.byteLength(JSON.stringify(output)) > MAX_PAYLOAD_BYTES) throw tooLarge(sourceOf(resource));
    return { output };
  } catch (error) {
    const { name, message } = asError(error);
    return { error: name, cause: message };
  }
}

function runOptions(execution: Execution, running: Running): RunOptions {
  const { prepared, spec, stateMachineArn } = running.deps;
  const handlers = prepared.tasks.map((task) => [task.stateName, (input: JsonValue) => runTask(task, input, running)]);
  return {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers) as NonNullable<
        RunOptions["overrides"]
      >["taskResourceLocalHandlers"],
    },
    context: {
      Execution: {
        Id: execution.arn,
        Name: execution.name,
        RoleArn: spec.roleArn,
        RootInput: execution.input,
        RootStartTime: new Date(execution.startedAt).toISOString(),
      },
      StateMachine: { Id: stateMachineArn, Name: spec.name },
    },
  };
}

function outcomeOf(error: unknown): Outcome {
  const name = error instanceof Error ? error.name : "States.Runtime";
  if (name === "ExecutionAbortedError") return { status: "ABORTED" };
  // Neither error nor cause, as DescribeExecution shows it.
  if (name === "ExecutionTimeoutError") return { status: "TIMED_OUT" };
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return { status: "FAILED", error: name, cause: String(cause) };
  return { status: "FAILED", error: cause.name, cause: cause.message };
}

const failure = (error: string, cause: string): Outcome => ({ status: "FAILED", error, cause });

const historyFull = failure(
  "States.Runtime",
  `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`,
);

/** The failure of a state whose output no other state can get; it is not caught. */
function failureOf({ type, details }: Pick<HistoryEvent, "type" | "details">): Outcome | undefined {
  const { name, output } = details;
  if (!type.endsWith("StateExited") || typeof output !== "string") return undefined;
  if (Buffer.byteLength(output) <= MAX_PAYLOAD_BYTES) return undefined;
  return failure(DATA_LIMIT, tooLarge(String(name)).message);
}

/** Runs an execution; `stop` aborts it. */
export function execute(
  execution: Execution,
  deps: ExecutorDeps,
): { outcome: Promise<Outcome>; stop: (reason?: StopReason) => void } {
  const ended = new AbortController();
  let forced: Outcome | undefined;
  let id = 0;
  const end = (outcome: Outcome) => {
    if (forced !== undefined) return;
    forced = outcome;
    ended.abort();
  };
  const record = (type: string, details: Readonly<Record<string, unknown>>, timestamp = Date.now()) => {
    id += 1;
    deps.record({ id, type, timestamp, details });
  };
  const addEvent: AddEvent = (type, details, timestamp) => {
    if (forced?.status === "FAILED") return;
    const failed = failureOf({ type, details }) ?? (isFull() ? historyFull : undefined);
    if (failed === undefined) return record(type, details, timestamp);
    end(failed);
    record("ExecutionFailed", { error: failed.error, cause: failed.cause });
  };
  const isFull = () => deps.spec.type === "STANDARD" && id >= MAX_HISTORY_EVENTS - 1;
  const run = async (): Promise<Outcome> => {
    const machine = await deps.machine();
    const started = machine.run(execution.input, runOptions(execution, { deps, addEvent, signal: ended.signal }));
    ended.signal.addEventListener("abort", () => started.abort());
    if (ended.signal.aborted) started.abort();
    const result = started.result.then((output): Outcome => ({ status: "SUCCEEDED", output })).catch(outcomeOf);
    // The history is complete before the execution ends.
    for await (const event of started.eventLogs) {
      const details = historyDetails(event);
      if (details !== undefined) addEvent(details.type, details.details, event.timestamp);
    }
    const outcome = await result;
    // The executor knows aborts only.
    return outcome.status === "ABORTED" || forced?.status === "FAILED" ? (forced ?? outcome) : outcome;
  };
  return { outcome: run(), stop: (reason = {}) => end({ status: "ABORTED", ...reason }) };
}
