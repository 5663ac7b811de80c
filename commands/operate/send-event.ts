import { InvokeCommand } from "@aws-sdk/client-lambda";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";

import type { Backfill } from "../../handlers/contract";
import type { ConnectedStack } from "./clients";
import { backfillEvent, backfillObjectCreated } from "./backfill-event";
import type { Original } from "./originals";

/** Hands an original to what processes uploads, and does not wait for the outcome. */
export async function sendBackfill(stack: ConnectedStack, original: Original, backfill: Backfill): Promise<void> {
  const { functionName, stateMachineArn, sourceBucket } = stack.outputs;
  if (functionName !== undefined) {
    await invokeAsync(stack, functionName, backfillEvent(sourceBucket, original, backfill));
    return;
  }
  const input = JSON.stringify(backfillObjectCreated(sourceBucket, original, backfill));
  await stack.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
}

/** Puts an event into a function's queue of asynchronous invocations. */
export async function invokeAsync({ lambda }: ConnectedStack, functionName: string, event: unknown): Promise<void> {
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
