import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionEnd, Executions } from "../handlers/ports/executions";

/** Milliseconds between two looks at a STANDARD execution. */
const POLL_MS = 500;

interface Machine {
  readonly arn: string;
  readonly type: "EXPRESS" | "STANDARD";
}

/** Executions in Step Functions. `machine` is undefined in functions that may run none. */
export function sfnExecutions(client: () => SFNClient, machine: Machine | undefined): Executions {
  let connected: SFNClient | undefined;
  return {
    machineName: machine?.arn.slice(machine.arn.lastIndexOf(":") + 1) ?? "",
    run(name, input) {
      if (!machine) throw new Error("STATE_MACHINE_ARN is not set: the function may not run executions");
      const run = machine.type === "EXPRESS" ? runExpress : runStandard;
      return run((connected ??= client()), machine.arn, name, JSON.stringify(input));
    },
  };
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
