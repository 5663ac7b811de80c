import { setImmediate as turn } from "node:timers/promises";

import type { RunOptions, StateMachine } from "aws-local-stepfunctions";

import type { CallAsRole } from "../role-client";
import { integrationOf, type JsonValue } from "./integrations";
import { historyDetails } from "./history";
import { TaskError } from "./integrations";
import type { PreparedDefinition, TaskResource } from "./definition";
import type { Execution, ExecutionStatus, HistoryEvent, StateMachineSpec } from "./types";

const PRINCIPAL = "states.amazonaws.com";

/** Largest input or output of a state, in bytes. */
const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Dependencies of {@link execute}. */
export interface ExecutorDeps {
  readonly machine: () => Promise<StateMachine>;
  readonly prepared: PreparedDefinition;
  readonly spec: StateMachineSpec;
  readonly stateMachineArn: string;
  readonly call: CallAsRole;
  /** Called for every event of the history, in order. */
  readonly record: (event: HistoryEvent) => void;
}

/** Result of an execution. */
export interface Outcome {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
}

function asError(error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError("States.TaskFailed", error instanceof Error ? error.message : String(error));
}

/** Executes a Task: calls the service with the permissions of the machine's role. */
async function runTask(
  task: TaskResource,
  input: JsonValue,
  deps: ExecutorDeps,
  addEvent: AddEvent,
): Promise<JsonValue> {
  const { resource } = task;
  const integration = integrationOf(resource);
  if (integration === undefined) throw new TaskError("States.Runtime", `no integration ${resource}`);
  // The executor's events are queued: TaskScheduled must follow StateEntered.
  await turn();
  addEvent("TaskScheduled", { resource, name: task.stateName, input: JSON.stringify(input) });
  try {
    const request = integration.request(input);
    const response = await deps.call(deps.spec.roleArn, PRINCIPAL, deps.stateMachineArn, request);
    const result = integration.result(response);
    if (Buffer.byteLength(JSON.stringify(result)) > MAX_PAYLOAD_BYTES) {
      throw new TaskError(
        "States.DataLimitExceeded",
        `The result of ${task.stateName} has more than ${MAX_PAYLOAD_BYTES} bytes.`,
      );
    }
    addEvent("TaskSucceeded", { resource, name: task.stateName, output: JSON.stringify(result) });
    return result;
  } catch (error) {
    const failed = asError(error);
    addEvent("TaskFailed", { resource, name: task.stateName, error: failed.name, cause: failed.message });
    throw failed;
  }
}

type AddEvent = (type: string, details: Readonly<Record<string, unknown>>, timestamp?: number) => void;

function runOptions(execution: Execution, deps: ExecutorDeps, addEvent: AddEvent): RunOptions {
  const handlers = deps.prepared.tasks.map((task) => [
    task.stateName,
    (input: JsonValue) => runTask(task, input, deps, addEvent),
  ]);
  const { spec, stateMachineArn } = deps;
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
  if (name === "ExecutionTimeoutError") return { status: "TIMED_OUT", error: "States.Timeout" };
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return { status: "FAILED", error: name, cause: String(cause) };
  return { status: "FAILED", error: cause.name, cause: cause.message };
}

/** Runs an execution; `stop` aborts it. */
export function execute(execution: Execution, deps: ExecutorDeps): { outcome: Promise<Outcome>; stop: () => void } {
  let id = 0;
  const addEvent: AddEvent = (type, details, timestamp = Date.now()) => {
    id += 1;
    deps.record({ id, type, timestamp, details });
  };
  const stopped = new AbortController();
  const run = async (): Promise<Outcome> => {
    const machine = await deps.machine();
    const started = machine.run(execution.input, runOptions(execution, deps, addEvent));
    stopped.signal.addEventListener("abort", () => started.abort());
    if (stopped.signal.aborted) started.abort();
    const result = started.result.then((output): Outcome => ({ status: "SUCCEEDED", output })).catch(outcomeOf);
    // The history is complete before the execution ends.
    for await (const event of started.eventLogs) {
      const details = historyDetails(event);
      if (details !== undefined) addEvent(details.type, details.details, event.timestamp);
    }
    return await result;
  };
  return { outcome: run(), stop: () => stopped.abort() };
}
