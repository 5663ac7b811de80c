import { isRecord } from "../json";
import type { StateMachineDefinition } from "aws-local-stepfunctions";

import { AwsError } from "../http/aws-error";
import { isSupportedResource } from "./integrations";
import type { StateMachineSpec } from "./types";

type Json = Readonly<Record<string, unknown>>;

/** A Task state at any depth of a definition. */
export interface TaskResource {
  readonly stateName: string;
  readonly resource: string;
}

/** A definition prepared for the executor. */
export interface PreparedDefinition {
  readonly definition: StateMachineDefinition;
  readonly tasks: readonly TaskResource[];
}

const common = ["Type", "Comment", "InputPath", "OutputPath"];
const flow = ["Next", "End"];
const result = ["ResultPath", "ResultSelector", "Retry", "Catch"];

/** Supported fields of each type of state; other fields are refused by name. */
const fields: Readonly<Record<string, readonly string[]>> = {
  Task: [...common, ...flow, ...result, "Resource", "Parameters", "TimeoutSeconds", "TimeoutSecondsPath"],
  Map: [
    ...common,
    ...flow,
    ...result,
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "ItemSelector",
    "Parameters",
    "MaxConcurrency",
    "MaxConcurrencyPath",
  ],
  Parallel: [...common, ...flow, ...result, "Branches", "Parameters"],
  Pass: [...common, ...flow, "Result", "ResultPath", "Parameters"],
  Wait: [...common, ...flow, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Choice: [...common, "Choices", "Default"],
  Succeed: common,
  Fail: ["Type", "Comment", "Error", "ErrorPath", "Cause", "CausePath"],
};

/** Timeout of a Task without one, in seconds: close to the longest timer of Node.js. */
const NO_LIMIT_SEC = 2_000_000;

/** Longest run of an EXPRESS execution, in seconds. */
const EXPRESS_LIMIT_SEC = 300;

/** Largest definition, in bytes. */
const MAX_DEFINITION_BYTES = 1_048_576;

/** Longest name of a state, in characters. */
const MAX_STATE_NAME = 80;

/** Default part of the declared wait before a retry that is really waited. */
export const DEFAULT_RETRY_WAIT_FACTOR = 0.1;

const refuse = (message: string) => new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${message}'`);

class Preparation {
  readonly tasks: TaskResource[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly retryWaitFactor: number) {}

  machine(machine: Json, where: string): Json {
    if (machine.QueryLanguage !== undefined && machine.QueryLanguage !== "JSONPath") {
      throw refuse(
        `${where}: the embedded Step Functions does not support the query language ${JSON.stringify(machine.QueryLanguage)}`,
      );
    }
    if (!isRecord(machine.States)) throw refuse(`${where}: States: expected an object`);
    const states = Object.entries(machine.States).map(([name, state]) => {
      if (!isRecord(state)) throw refuse(`${where}/${name}: expected an object`);
      if (this.names.has(name)) throw refuse(`${where}/${name}: the name is used twice`);
      if ([...name].length > MAX_STATE_NAME) {
        throw refuse(`${where}/${name}: the name has more than ${MAX_STATE_NAME} characters`);
      }
      this.names.add(name);
      return [name, this.state(state, name, `${where}/${name}`)] as const;
    });
    return { ...machine, States: Object.fromEntries(states) };
  }

  private state(state: Json, name: string, where: string): Json {
    const type = String(state.Type);
    const known = Object.hasOwn(fields, type) ? fields[type] : undefined;
    if (known === undefined) throw refuse(`${where}: unknown type ${type}`);
    const unknown = Object.keys(state).find((key) => !known.includes(key));
    if (unknown !== undefined)
      throw refuse(`${where}: the embedded Step Functions does not support the ${type} field ${unknown}`);
    const next: Record<string, unknown> = { ...state };
    for (const field of ["Retry", "Catch"]) checkErrorNames(state[field], type, `${where}/${field}`);
    if (type === "Pass" && state.Result !== undefined && !state.Result) {
      throw refuse(`${where}: the embedded Step Functions does not support the Result ${JSON.stringify(state.Result)}`);
    }
    if (Array.isArray(state.Retry)) {
      next.Retry = (state.Retry as Json[]).map((retrier) => ({
        ...retrier,
        IntervalSeconds: Number(retrier.IntervalSeconds ?? 1) * this.retryWaitFactor,
        ...(retrier.MaxDelaySeconds === undefined
          ? {}
          : { MaxDelaySeconds: Number(retrier.MaxDelaySeconds) * this.retryWaitFactor }),
      }));
    }
    if (type === "Task") this.task(next, name, where);
    if (type === "Map") this.map(next, where);
    if (type === "Parallel") {
      next.Branches = (state.Branches as Json[]).map((branch, i) => this.machine(branch, `${where}/Branches[${i}]`));
    }
    return next;
  }

  private task(state: Record<string, unknown>, name: string, where: string): void {
    const resource = String(state.Resource);
    if (!isSupportedResource(resource)) {
      throw refuse(`${where}: the embedded Step Functions does not support the integration "${resource}"`);
    }
    this.tasks.push({ stateName: name, resource });
    if (state.TimeoutSecondsPath === undefined) state.TimeoutSeconds ??= NO_LIMIT_SEC;
  }

  private map(state: Record<string, unknown>, where: string): void {
    const key = state.ItemProcessor === undefined ? "Iterator" : "ItemProcessor";
    const processor = state[key];
    if (!isRecord(processor)) throw refuse(`${where}: ItemProcessor: expected an object`);
    const mode = isRecord(processor.ProcessorConfig) ? processor.ProcessorConfig.Mode : undefined;
    if (mode !== undefined && mode !== "INLINE") {
      throw refuse(`${where}: the embedded Step Functions does not support the Map mode ${JSON.stringify(mode)}`);
    }
    state[key] = this.machine(processor, where);
  }
}

/** Checks which errors a `Retry` or a `Catch` chooses. */
function checkErrorNames(choices: unknown, type: string, where: string): void {
  if (!Array.isArray(choices)) return;
  (choices as Json[]).forEach(({ ErrorEquals }, i) => {
    const names: readonly unknown[] = Array.isArray(ErrorEquals) ? ErrorEquals : [];
    if (names.includes("States.ALL") && (names.length > 1 || i < choices.length - 1)) {
      throw refuse(`${where}[${i}]: States.ALL must be alone, in the last element`);
    }
    if (names.includes("States.TaskFailed") && type !== "Task") {
      throw refuse(`${where}[${i}]: the embedded Step Functions supports States.TaskFailed in Task states only`);
    }
  });
}

/** Seconds for a whole execution: EXPRESS ones have a limit of their own. */
function timeLimit({ TimeoutSeconds }: Json, type: StateMachineSpec["type"]): { TimeoutSeconds?: unknown } {
  if (type === "STANDARD") return {};
  const declared = typeof TimeoutSeconds === "number" ? TimeoutSeconds : EXPRESS_LIMIT_SEC;
  return { TimeoutSeconds: Math.min(declared, EXPRESS_LIMIT_SEC) };
}

/**
 * Prepares a definition for the executor, and refuses by name what would not be executed as on AWS.
 *
 * Inside a Map or Parallel the executor replaces the execution's input by the item's: `$$.Execution.Input` and
 * `StartTime` are renamed, so that they are the whole execution's everywhere, as on AWS.
 *
 * @param retryWaitFactor Part of the declared wait before a retry that is really waited.
 * @throws AwsError `InvalidDefinition`.
 */
export function prepareDefinition(
  text: string,
  type: StateMachineSpec["type"],
  retryWaitFactor: number,
): PreparedDefinition {
  if (Buffer.byteLength(text) > MAX_DEFINITION_BYTES) throw refuse(`more than ${MAX_DEFINITION_BYTES} bytes`);
  const unsupported = /\$\$\.(?!Execution\b|StateMachine\b|Map\b)[\w.]*/.exec(text)?.[0];
  if (unsupported !== undefined)
    throw refuse(`the embedded Step Functions does not support ${unsupported} of the context object`);
  let machine: unknown;
  try {
    machine = JSON.parse(text.replace(/\$\$\.Execution\.(Input|StartTime)\b/g, "$$$$.Execution.Root$1"));
  } catch {
    throw refuse("invalid JSON");
  }
  if (!isRecord(machine)) throw refuse("expected an object");
  const preparation = new Preparation(retryWaitFactor);
  const definition = preparation.machine(machine, "");
  // The executor's own validator has checked the original text.
  const limited = { ...definition, ...timeLimit(definition, type) };
  return { definition: limited as unknown as StateMachineDefinition, tasks: preparation.tasks };
}
