import { AwsError } from "../http/aws-error";
import type { JsonOperation } from "../http/json-service";
import { pageOf, type Page } from "../http/pages";
import type { Caller } from "../iam/caller";
import { checkArn } from "./names";
import type { StepFunctions } from "./step-functions";
import { typeNotSupported } from "./step-functions";
import type { Execution, HistoryEvent } from "./types";

/** Inputs have been checked against `stepFunctionsInputs`. */
interface Input {
  readonly stateMachineArn?: string;
  readonly executionArn?: string;
  readonly name?: string;
  readonly input?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly statusFilter?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly reverseOrder?: boolean;
  readonly includeExecutionData?: boolean;
}

type Operation = JsonOperation<StepFunctions, Input>;

/** Entries of a page without `maxResults`. */
const DEFAULT_PAGE = 100;
/** Memory that an EXPRESS execution is billed in, in MB. */
const BILLED_MB = 64;
/** Time that an EXPRESS execution is billed in, in milliseconds. */
const BILLED_MS = 100;

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
const jsonText = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const included = { included: true };

/** Name of an event's details in `GetExecutionHistory`. */
function detailsName(type: string): string {
  const kind = /StateEntered$|StateExited$/.exec(type)?.[0] ?? lowerFirst(type);
  return `${lowerFirst(kind)}EventDetails`;
}

function page<T>(list: readonly T[], { nextToken, maxResults }: Input): Page<T> {
  const invalid = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  return pageOf(list, { token: nextToken, size: maxResults, byDefault: DEFAULT_PAGE }, invalid);
}

function summary(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: seconds(execution.stoppedAt),
  };
}

function describe(execution: Execution): Record<string, unknown> {
  const { input, output, error, cause } = execution;
  return {
    ...summary(execution),
    input: JSON.stringify(input),
    inputDetails: included,
    output: jsonText(output),
    ...(output !== undefined && { outputDetails: included }),
    error,
    cause,
  };
}

function authorize(states: StepFunctions, caller: Caller, operation: string, resource: string): void {
  const access = { action: `states:${operation}`, resource };
  states.deps.iam.authorize(caller, access, "AccessDeniedException", 400);
}

/** An execution of a STANDARD machine: AWS keeps only the log of EXPRESS ones, whose ARNs have another type. */
function executionOf(states: StepFunctions, executionArn: string, operation: string, caller: Caller): Execution {
  checkArn(executionArn, "execution");
  authorize(states, caller, operation, executionArn);
  const execution = states.executions.get(executionArn);
  if (execution !== undefined) return execution;
  throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
}

function machineOf(states: StepFunctions, stateMachineArn: string, operation: string, caller: Caller) {
  checkArn(stateMachineArn, "stateMachine");
  authorize(states, caller, operation, stateMachineArn);
  return states.machine(stateMachineArn);
}

function eventOf({ id, type, timestamp, details }: HistoryEvent, withData: boolean): Record<string, unknown> {
  const shown = withData ? details : { ...details, input: undefined, output: undefined };
  return { id, previousEventId: id - 1, type, timestamp: seconds(timestamp), [detailsName(type)]: shown };
}

/** Operations of Step Functions, AWS JSON 1.0 under `AWSStepFunctions`. */
export const stepFunctionsOperations: Readonly<Record<string, Operation>> = {
  StartExecution: (states, { stateMachineArn = "", input = "{}", name }, caller) => {
    checkArn(stateMachineArn, "stateMachine");
    const execution = states.start(stateMachineArn, input, caller, name);
    return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
  },
  StartSyncExecution: async (states, { stateMachineArn = "", input = "{}", name }, caller) => {
    checkArn(stateMachineArn, "stateMachine");
    const execution = await states.startSync(stateMachineArn, input, caller, name);
    const ms = (execution.stoppedAt ?? Date.now()) - execution.startedAt;
    const billedDurationInMilliseconds = Math.max(1, Math.ceil(ms / BILLED_MS)) * BILLED_MS;
    const billingDetails = { billedDurationInMilliseconds, billedMemoryUsedInMB: BILLED_MB };
    return { ...describe(execution), billingDetails };
  },
  StopExecution: (states, { executionArn = "", error, cause }, caller) => {
    const execution = executionOf(states, executionArn, "StopExecution", caller);
    states.stop(executionArn, { error, cause });
    return { stopDate: seconds(execution.stoppedAt ?? Date.now()) };
  },
  DescribeExecution: (states, { executionArn = "" }, caller) =>
    describe(executionOf(states, executionArn, "DescribeExecution", caller)),
  GetExecutionHistory: (states, input, caller) => {
    const { executionArn = "", reverseOrder = false, includeExecutionData = true } = input;
    const { history } = executionOf(states, executionArn, "GetExecutionHistory", caller);
    const { items, nextToken } = page(reverseOrder ? [...history].reverse() : history, input);
    return { events: items.map((event) => eventOf(event, includeExecutionData)), nextToken };
  },
  ListExecutions: (states, input, caller) => {
    const { stateMachineArn = "", statusFilter } = input;
    const { spec } = machineOf(states, stateMachineArn, "ListExecutions", caller);
    if (spec.type === "EXPRESS") throw typeNotSupported();
    const ofMachine = [...states.executions.values()].filter((e) => e.stateMachineArn === stateMachineArn);
    const selected = ofMachine.filter((e) => statusFilter === undefined || e.status === statusFilter);
    const { items, nextToken } = page(selected.reverse(), input);
    return { executions: items.map(summary), nextToken };
  },
  DescribeStateMachine: (states, { stateMachineArn = "" }, caller) => {
    const { spec, arn, createdAt } = machineOf(states, stateMachineArn, "DescribeStateMachine", caller);
    const { name, type, definition, roleArn } = spec;
    const creationDate = seconds(createdAt);
    return { stateMachineArn: arn, name, type, definition, roleArn, status: "ACTIVE", creationDate };
  },
  ListStateMachines: (states, input, caller) => {
    authorize(states, caller, "ListStateMachines", "*");
    const byName = [...states.machines()].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
    const { items, nextToken } = page(byName, input);
    const stateMachines = items.map(({ arn, spec: { name, type }, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(createdAt),
    }));
    return { stateMachines, nextToken };
  },
};
