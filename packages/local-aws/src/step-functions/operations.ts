import { AwsError } from "../http/aws-error";
import type { JsonOperation } from "../http/json-service";
import type { Caller } from "../iam/caller";
import type { StepFunctions } from "./step-functions";
import { typeNotSupported } from "./step-functions";
import type { Execution } from "./types";

type Input = Readonly<Record<string, string | undefined>>;
type Operation = JsonOperation<StepFunctions, Input>;

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
const jsonText = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Name of an event's details in `GetExecutionHistory`. */
function detailsName(type: string): string {
  const kind = /StateEntered$|StateExited$/.exec(type)?.[0] ?? lowerFirst(type);
  return `${lowerFirst(kind)}EventDetails`;
}

function describe(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: seconds(execution.stoppedAt),
    input: JSON.stringify(execution.input),
    output: jsonText(execution.output),
    error: execution.error,
    cause: execution.cause,
  };
}

function authorize(states: StepFunctions, caller: Caller, operation: string, resource: string): void {
  const access = { action: `states:${operation}`, resource };
  states.deps.iam.authorize(caller, access, "AccessDeniedException", 400);
}

/** An execution of a STANDARD machine: of EXPRESS ones AWS keeps only the log. */
function executionOf(states: StepFunctions, executionArn: string, operation: string, caller: Caller): Execution {
  authorize(states, caller, operation, executionArn);
  const execution = states.executions.get(executionArn);
  if (execution === undefined) {
    throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
  }
  if (execution.type === "EXPRESS") {
    throw new AwsError("InvalidArn", `Invalid Arn: '${operation} is not supported for EXPRESS: see the log group'`);
  }
  return execution;
}

/** Operations of Step Functions, AWS JSON 1.0 under `AWSStepFunctions`. */
export const stepFunctionsOperations: Readonly<Record<string, Operation>> = {
  StartExecution: (states, { stateMachineArn = "", input = "{}", name }, caller) => {
    const execution = states.start(stateMachineArn, input, caller, name);
    return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
  },
  StartSyncExecution: async (states, { stateMachineArn = "", input = "{}", name }, caller) =>
    describe(await states.startSync(stateMachineArn, input, caller, name)),
  StopExecution: (states, { executionArn = "" }, caller) => {
    executionOf(states, executionArn, "StopExecution", caller);
    states.stop(executionArn);
    return { stopDate: seconds(Date.now()) };
  },
  DescribeExecution: (states, { executionArn = "" }, caller) =>
    describe(executionOf(states, executionArn, "DescribeExecution", caller)),
  GetExecutionHistory: (states, { executionArn = "" }, caller) => ({
    events: executionOf(states, executionArn, "GetExecutionHistory", caller).history.map(
      ({ id, type, timestamp, details }) => ({
        id,
        previousEventId: id - 1,
        type,
        timestamp: seconds(timestamp),
        [detailsName(type)]: details,
      }),
    ),
  }),
  ListExecutions: (states, { stateMachineArn = "", statusFilter }, caller) => {
    const { arn, spec } = states.machine(stateMachineArn);
    authorize(states, caller, "ListExecutions", arn);
    if (spec.type === "EXPRESS") throw typeNotSupported();
    const ofMachine = [...states.executions.values()].filter((e) => e.stateMachineArn === stateMachineArn);
    const selected = ofMachine.filter((e) => statusFilter === undefined || e.status === statusFilter);
    return { executions: selected.reverse().map(describe) };
  },
  DescribeStateMachine: (states, { stateMachineArn = "" }, caller) => {
    const { spec, arn, createdAt } = states.machine(stateMachineArn);
    authorize(states, caller, "DescribeStateMachine", arn);
    const { name, type, definition, roleArn } = spec;
    const creationDate = seconds(createdAt);
    return { stateMachineArn: arn, name, type, definition, roleArn, status: "ACTIVE", creationDate };
  },
  ListStateMachines: (states, _, caller) => {
    authorize(states, caller, "ListStateMachines", "*");
    const list = states.machines().map(({ arn, spec: { name, type }, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(createdAt),
    }));
    return { stateMachines: list };
  },
};
