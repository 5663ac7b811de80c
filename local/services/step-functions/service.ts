import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failJson, sendJson, type Call, type HttpService } from "../http/service";
import type { StepFunctions } from "./index";
import type { Execution } from "./types";

type Input = Readonly<Record<string, string | undefined>>;
type Operation = (input: Input, call: Call) => unknown;

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
const jsonText = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Under which name `GetExecutionHistory` has the details of an event: by its kind, not by the state's. */
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

/** Step Functions on HTTP: AWS JSON 1.0. */
export class StepFunctionsHttpService implements HttpService {
  readonly names = ["states"];
  readonly maxBodyBytes = 1024 * 1024;
  readonly allowsAnonymous = false;
  readonly #operations: Readonly<Record<string, Operation>>;

  constructor(private readonly states: StepFunctions) {
    this.#operations = {
      StartExecution: ({ stateMachineArn = "", input = "{}", name }, { caller }) => {
        const execution = states.start(stateMachineArn, input, caller, name);
        return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
      },
      StartSyncExecution: async ({ stateMachineArn = "", input = "{}", name }, { caller }) =>
        describe(await states.startSync(stateMachineArn, input, caller, name)),
      StopExecution: ({ executionArn = "" }, call) => {
        this.#execution(executionArn, "StopExecution", call);
        states.stop(executionArn);
        return { stopDate: seconds(Date.now()) };
      },
      DescribeExecution: ({ executionArn = "" }, call) =>
        describe(this.#execution(executionArn, "DescribeExecution", call)),
      GetExecutionHistory: ({ executionArn = "" }, call) => this.#history(executionArn, call),
      ListExecutions: ({ stateMachineArn = "", statusFilter }, call) => {
        this.#authorize(call, "ListExecutions", states.machine(stateMachineArn).arn);
        const mine = [...states.executions.values()].filter((e) => e.stateMachineArn === stateMachineArn);
        return {
          executions: mine
            .filter((e) => statusFilter === undefined || e.status === statusFilter)
            .reverse()
            .map(describe),
        };
      },
      DescribeStateMachine: ({ stateMachineArn = "" }, call) => {
        const { spec, arn, createdAt } = states.machine(stateMachineArn);
        this.#authorize(call, "DescribeStateMachine", arn);
        const { name, type, definition, roleArn } = spec;
        const creationDate = seconds(createdAt);
        return { stateMachineArn: arn, name, type, definition, roleArn, status: "ACTIVE", creationDate };
      },
      ListStateMachines: (_, call) => {
        this.#authorize(call, "ListStateMachines", "*");
        return {
          stateMachines: states.machines().map(({ arn, spec: { name, type }, createdAt }) => ({
            stateMachineArn: arn,
            name,
            type,
            creationDate: seconds(createdAt),
          })),
        };
      },
    };
  }

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    const name = String(call.headers["x-amz-target"]).replace(/^AWSStepFunctions\./, "");
    const operation = Object.hasOwn(this.#operations, name) ? this.#operations[name] : undefined;
    if (operation === undefined) {
      throw new AwsError("UnknownOperationException", `The embedded run has no operation states:${name}.`);
    }
    const { faults } = this.states.deps.cloud;
    const fault = faults.take("states", name);
    if (fault !== undefined) throw new AwsError(fault.code, "This failure was asked for.", fault.status);
    sendJson(reply, 200, await operation(JSON.parse(String(call.body)) as Input, call));
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }

  #authorize(call: Call, operation: string, resource: string): void {
    const access = { action: `states:${operation}`, resource };
    this.states.deps.iam.authorize(call.caller, access, "AccessDeniedException", 400);
  }

  /** An execution of a STANDARD machine: of an EXPRESS one AWS keeps only the log. */
  #execution(executionArn: string, operation: string, call: Call): Execution {
    this.#authorize(call, operation, executionArn);
    const execution = this.states.executions.get(executionArn);
    if (execution === undefined) {
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
    }
    if (execution.type === "EXPRESS") {
      throw new AwsError("InvalidArn", `Invalid Arn: '${operation} is not supported for EXPRESS: see the log group'`);
    }
    return execution;
  }

  #history(executionArn: string, call: Call): unknown {
    const { history } = this.#execution(executionArn, "GetExecutionHistory", call);
    return {
      events: history.map(({ id, type, timestamp, details }) => ({
        id,
        previousEventId: id - 1,
        type,
        timestamp: seconds(timestamp),
        [detailsName(type)]: details,
      })),
    };
  }
}
