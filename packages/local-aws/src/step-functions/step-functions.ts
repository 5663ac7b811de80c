import { version } from "asl-validator/package.json";
import { randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError, errorMessage } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { CallAsRole } from "../role-client";
import type { StateDocument } from "../state/state-store";
import { DEFAULT_RETRY_WAIT_FACTOR, prepareDefinition } from "./definition";
import { execute, type ExecutorDeps, type Outcome, type StopReason } from "./executor";
import { isLogged, logLine } from "./history";
import type { JsonValue } from "./integrations";
import { checkName } from "./names";
import { checkRole } from "./role-check";
import { SavedExecutions } from "./saved-executions";
import type { TaskMemory } from "./task-memory";

import type { Execution, HistoryEvent, StateMachineSpec } from "./types";
import { isKnownValid, rememberValid } from "./validation-cache";

/** Dependencies of {@link StepFunctions}. */
interface StepFunctionsDeps {
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly logs: Logs;
  readonly call: CallAsRole;
  /** Called when an execution has ended. */
  readonly ended?: (execution: Execution) => void;
  /** Part of the declared wait before a retry that is really waited. Default 0.1. */
  readonly retryWaitFactor?: number;
}

interface Machine {
  readonly spec: StateMachineSpec;
  readonly arn: string;
  readonly createdAt: number;
  readonly deps: Omit<ExecutorDeps, "record">;
}

type SavedMachine = Pick<Machine, "spec" | "createdAt">;

/** Number of executions that are kept, running ones included. */
const MAX_EXECUTIONS = 1000;

/** Loaded when needed: it loads an AWS client, which is not used here and takes most of the time. */
const loadExecutor = () => import("aws-local-stepfunctions");

/** Validator of definitions, with its version. */
const VALIDATOR = `asl-validator ${version}`;

/** @throws AwsError `InvalidDefinition` */
async function assertValid(definition: string): Promise<void> {
  if (isKnownValid(definition, VALIDATOR)) return;
  const { StateMachine } = await loadExecutor();
  try {
    new StateMachine(JSON.parse(definition) as ConstructorParameters<typeof StateMachine>[0]);
  } catch (error) {
    throw new AwsError("InvalidDefinition", errorMessage(error));
  }
  rememberValid(definition, VALIDATOR);
}

/** State machines and their executions. */
export class StepFunctions {
  /** The last executions by ARN, STANDARD and EXPRESS, oldest first. */
  readonly executions = new Map<string, Execution>();
  private readonly machinesByName = new Map<string, Machine>();
  private readonly stops = new Map<string, (reason?: StopReason) => void>();
  private readonly state: StateDocument;
  private readonly saved: SavedExecutions;
  private closed = false;

  constructor(readonly deps: StepFunctionsDeps) {
    for (const { spec, createdAt } of deps.cloud.state.read<SavedMachine[]>("step-functions") ?? [])
      this.install(spec, createdAt);
    const saved = ({ spec, createdAt }: Machine) => ({ spec, createdAt });
    this.saved = new SavedExecutions(deps.cloud.state);
    this.state = deps.cloud.state.document("step-functions", () => [...this.machinesByName.values()].map(saved));
  }

  /** Continues with the executions of the last run. Call when the endpoint listens. */
  resume(): void {
    for (const execution of this.saved.take()) {
      this.executions.set(execution.arn, execution);
      if (execution.status !== "RUNNING") continue;
      const machine = this.machines().find(({ arn }) => arn === execution.stateMachineArn);
      if (machine !== undefined)
        void this.execute(this.requireMachine(machine.arn), execution, this.saved.memoryOf(execution));
      else this.ended(execution, { status: "ABORTED" }, this.saved.memoryOf(execution));
    }
  }

  arnOf(name: string): string {
    return arn(this.deps.cloud, "states", `stateMachine:${name}`);
  }

  /**
   * Creates a state machine or changes it; executions in progress continue with the old definition.
   *
   * @throws AwsError `InvalidDefinition`, `InvalidName`, `AccessDeniedException` (the role),
   * `InvalidLoggingConfiguration`.
   */
  async put(spec: StateMachineSpec): Promise<string> {
    checkName(spec.name);
    prepareDefinition(spec.definition, spec.type, this.retryWaitFactor);
    await assertValid(spec.definition);
    checkRole(this.deps, spec, this.arnOf(spec.name));
    this.install(spec, this.machinesByName.get(spec.name)?.createdAt ?? Date.now());
    this.state.changed();
    return this.arnOf(spec.name);
  }

  delete(name: string): void {
    this.machinesByName.delete(name);
    this.state.changed();
  }

  /** @throws AwsError `StateMachineDoesNotExist`. */
  machine(stateMachineArn: string): Pick<Machine, "spec" | "arn" | "createdAt"> {
    return this.requireMachine(stateMachineArn);
  }

  machines(): readonly Pick<Machine, "spec" | "arn" | "createdAt">[] {
    return [...this.machinesByName.values()];
  }

  /**
   * Starts an execution in the background. One of a STANDARD machine that runs under this name with this input is it.
   *
   * @throws AwsError `StateMachineDoesNotExist`, `AccessDeniedException`, `InvalidName`, `InvalidExecutionInput`,
   * `ExecutionAlreadyExists`.
   */
  start(stateMachineArn: string, inputText: string, as: Caller, name: string = randomUUID()): Execution {
    return this.startExecution(stateMachineArn, inputText, as, name, "states:StartExecution").execution;
  }

  /**
   * Starts an execution of an EXPRESS machine and waits for its end.
   *
   * @throws AwsError as {@link start}, `StateMachineTypeNotSupported`.
   */
  async startSync(
    stateMachineArn: string,
    inputText: string,
    as: Caller,
    name: string = randomUUID(),
  ): Promise<Execution> {
    if (this.requireMachine(stateMachineArn).spec.type !== "EXPRESS") throw typeNotSupported();
    const { execution, done } = this.startExecution(stateMachineArn, inputText, as, name, "states:StartSyncExecution");
    await done;
    return execution;
  }

  /** Aborts an execution that runs. */
  stop(executionArn: string, reason?: StopReason): void {
    this.stops.get(executionArn)?.(reason);
  }

  /** Stops every execution: what is kept goes on in the next run. */
  close(): void {
    this.closed = true;
    for (const stop of this.stops.values()) stop();
  }

  private get retryWaitFactor(): number {
    return this.deps.retryWaitFactor ?? DEFAULT_RETRY_WAIT_FACTOR;
  }

  private install(spec: StateMachineSpec, createdAt: number): void {
    const stateMachineArn = this.arnOf(spec.name);
    const prepared = prepareDefinition(spec.definition, spec.type, this.retryWaitFactor);
    const machine = async () => {
      const { StateMachine } = await loadExecutor();
      return new StateMachine(prepared.definition, { validationOptions: { noValidate: true } });
    };
    const deps = { machine, prepared, spec, stateMachineArn, call: this.deps.call };
    this.machinesByName.set(spec.name, { spec, arn: stateMachineArn, createdAt, deps });
  }

  private requireMachine(stateMachineArn: string): Machine {
    const machine = [...this.machinesByName.values()].find((candidate) => candidate.arn === stateMachineArn);
    if (machine === undefined) {
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
    }
    return machine;
  }

  private startExecution(stateMachineArn: string, inputText: string, as: Caller, name: string, action: string) {
    const { iam } = this.deps;
    const machine = this.requireMachine(stateMachineArn);
    iam.authorize(as, { action, resource: stateMachineArn }, "AccessDeniedException", 400);
    checkName(name);
    const input = inputOf(inputText);
    const earlier = this.earlierExecution(machine, input, name);
    if (earlier !== undefined) return { execution: earlier, done: undefined };
    const execution = this.newExecution(machine, input, name);
    if (action === "states:StartSyncExecution") return { execution, done: this.execute(machine, execution) };
    this.saved.started(execution);
    return { execution, done: this.execute(machine, execution, this.saved.memoryOf(execution)) };
  }

  /** @param memory absent: the execution is not kept for the next run */
  private execute(machine: Machine, execution: Execution, memory?: TaskMemory): Promise<void> {
    const record = (event: HistoryEvent) => this.record(machine, execution, event);
    const tasks = execution.type === "STANDARD" && memory !== undefined ? { memory } : {};
    const { outcome, stop } = execute(execution, { ...machine.deps, record, ...tasks });
    this.stops.set(execution.arn, stop);
    return this.deps.cloud.work.track(async () => this.ended(execution, await outcome, memory));
  }

  /** @throws AwsError `ExecutionAlreadyExists` for one that has ended, or has another input. */
  private earlierExecution({ spec }: Machine, input: JsonValue, name: string): Execution | undefined {
    if (spec.type === "EXPRESS") return undefined;
    const executionArn = arn(this.deps.cloud, "states", `execution:${spec.name}:${name}`);
    const earlier = this.executions.get(executionArn);
    if (earlier === undefined) return undefined;
    if (earlier.status === "RUNNING" && JSON.stringify(earlier.input) === JSON.stringify(input)) return earlier;
    throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
  }

  private newExecution({ spec, arn: stateMachineArn }: Machine, input: JsonValue, name: string): Execution {
    const path =
      spec.type === "EXPRESS" ? `express:${spec.name}:${name}:${randomUUID()}` : `execution:${spec.name}:${name}`;
    const executionArn = arn(this.deps.cloud, "states", path);
    const execution: Execution = {
      arn: executionArn,
      name,
      stateMachineArn,
      type: spec.type,
      input,
      startedAt: Date.now(),
      status: "RUNNING",
      history: [],
    };
    this.executions.set(executionArn, execution);
    const [oldest] = this.executions.keys();
    if (this.executions.size > MAX_EXECUTIONS && oldest !== undefined) this.drop(oldest);
    return execution;
  }

  private record({ spec }: Machine, execution: Execution, event: HistoryEvent): void {
    execution.history.push(event);
    const { level, logGroup, includeExecutionData } = spec.logging;
    if (logGroup === undefined || !isLogged(event.type, level) || !this.deps.logs.has(logGroup)) return;
    const stream = `states/${spec.name}/${new Date(event.timestamp).toISOString().slice(0, 10)}`;
    const message = logLine(execution, event, includeExecutionData);
    this.deps.logs.write(logGroup, stream, [{ message, timestamp: event.timestamp }]);
  }

  private drop(executionArn: string): void {
    if (this.executions.get(executionArn)?.status !== "RUNNING") this.saved.forget(executionArn);
    this.executions.delete(executionArn);
  }

  private ended(execution: Execution, outcome: Outcome, memory: TaskMemory | undefined): void {
    Object.assign(execution, outcome, { stoppedAt: Date.now() });
    this.stops.delete(execution.arn);
    if (this.closed) return;
    if (memory !== undefined) this.saved.ended(execution, memory);
    if (!this.executions.has(execution.arn)) this.saved.forget(execution.arn);
    this.deps.cloud.events.emit("execution", {
      stateMachineName: execution.stateMachineArn.split(":").at(-1) ?? "",
      executionArn: execution.arn,
      status: outcome.status,
      durationMs: Date.now() - execution.startedAt,
      error: outcome.error === undefined ? undefined : `${outcome.error}: ${outcome.cause ?? ""}`,
    });
    this.deps.ended?.(execution);
  }
}

/** @throws AwsError `InvalidExecutionInput`. */
function inputOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const reason = text === "" ? "Invalid execution input." : `invalid JSON: ${errorMessage(error)}`;
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
  }
}

/** The error of an operation that machines of this type do not have. */
export function typeNotSupported(): AwsError {
  return new AwsError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
}
