import type { Member, ServiceInputs } from "../http/input-shape";

const arn: Member = { kind: "string", required: true, min: 1, max: 256 };
const name: Member = { kind: "string", min: 1, max: 80 };
const input: Member = { kind: "string", max: 262_144, secret: true };
// eslint-disable-next-line no-control-regex -- ASCII has control characters
const traceHeader: Member = { kind: "string", max: 256, pattern: /^[\u0000-\u007f]*$/ };
const pageSize: Member = { kind: "integer", min: 0, max: 1000 };
const token = (max: number): Member => ({ kind: "string", min: 1, max });
const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

/** Inputs of the operations, after AWS's model `stepfunctions`. */
export const stepFunctionsInputs: ServiceInputs = {
  code: "ValidationException",
  operations: {
    StartExecution: { stateMachineArn: arn, name, input, traceHeader },
    StartSyncExecution: { stateMachineArn: arn, name, input, traceHeader, includedData: "unsupported" },
    StopExecution: {
      executionArn: arn,
      error: { kind: "string", max: 256, secret: true },
      cause: { kind: "string", max: 32_768, secret: true },
    },
    DescribeExecution: { executionArn: arn, includedData: "unsupported" },
    GetExecutionHistory: {
      executionArn: arn,
      maxResults: pageSize,
      reverseOrder: { kind: "boolean" },
      nextToken: token(1024),
      includeExecutionData: { kind: "boolean" },
    },
    ListExecutions: {
      stateMachineArn: arn,
      statusFilter: { kind: "string", values: statuses },
      maxResults: pageSize,
      nextToken: token(3096),
      mapRunArn: "unsupported",
      redriveFilter: "unsupported",
    },
    DescribeStateMachine: { stateMachineArn: arn, includedData: "unsupported" },
    ListStateMachines: { maxResults: pageSize, nextToken: token(1024) },
  },
};
