import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  StartExecutionCommand,
  SFNClient,
  StartSyncExecutionCommand,
} from "@aws-sdk/client-sfn";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionEnd, Executions } from "../handlers/ports/executions";
import { clientOptions, IS_EMBEDDED, requestHandler } from "./clients";

/** Milliseconds between two looks at a STANDARD execution. */
const POLL_MS = 500;

export interface Machine {
  readonly arn: string;
  readonly type: "EXPRESS" | "STANDARD";
}

/** Milliseconds. `StartSyncExecution` answers when the execution has ended: after five minutes at the latest. */
const SYNC_TIMEOUT_MS = 310_000;

/** Runs executions in Step Functions. */
export function sfnExecutions({ arn, type }: Machine): Executions["run"] {
  const client = new SFNClient({
    ...clientOptions,
    requestHandler: { ...requestHandler, requestTimeout: SYNC_TIMEOUT_MS },
    // An endpoint that is given takes the host prefix `sync-` of AWS's own for a part of its name.
    disableHostPrefix: IS_EMBEDDED,
  });
  const run = type === "EXPRESS" ? runExpress : runStandard;
  return (name, input) => run(client, arn, name, JSON.stringify(input));
}

async function runExpress(sfn: SFNClient, arn: string, name: string, input: string): Promise<ExecutionEnd> {
  const command = new StartSyncExecutionCommand({ stateMachineArn: arn, name, input });
  const { status, error, cause } = await sfn.send(command);
  if (status === undefined) throw new Error("Step Functions answered without a status");
  return { status, error, cause };
}

async function runStandard(sfn: SFNClient, arn: string, name: string, input: string): Promise<ExecutionEnd> {
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: arn, name, input }));
  } catch (error) {
    // An earlier request of this name was heard, and its response was lost.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  const executionArn = `${arn.replace(":stateMachine:", ":execution:")}:${name}`;
  for (;;) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "SUCCEEDED" || status === "FAILED" || status === "TIMED_OUT" || status === "ABORTED") {
      return { status, error, cause };
    }
    await sleep(POLL_MS);
  }
}
