import { InvokeCommand } from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";

import type { S3Event } from "../../handlers/contract";
import { CliError } from "../command-line/errors";
import type { ConnectedStack } from "./clients";

/**
 * Hands an event to what processes such events in the stack as it is today, and does not wait for the outcome: events
 * of removed originals to the function that follows removals, all others to what processes uploads.
 *
 * @throws CliError STACK_OUTPUT_MISSING for a removal in a stack that follows none
 */
export async function sendEvent(stack: ConnectedStack, event: S3Event): Promise<void> {
  const { functionName, removalFunctionName, workQueueUrl } = stack.outputs;
  const records = event.Records ?? [];
  if (records.some(({ eventName }) => eventName.startsWith("ObjectRemoved:"))) {
    if (removalFunctionName === undefined) {
      throw new CliError("STACK_OUTPUT_MISSING", `${stack.name} follows no removals (deleteDerivatives is off)`);
    }
    return invokeAsync(stack, removalFunctionName, event);
  }
  if (functionName !== undefined) return invokeAsync(stack, functionName, event);
  for (const record of records) {
    const MessageBody = JSON.stringify({ Records: [record] } satisfies S3Event);
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: workQueueUrl, MessageBody }));
  }
}

/** Puts an event into a function's queue of asynchronous invocations. */
async function invokeAsync({ lambda }: ConnectedStack, functionName: string, event: S3Event): Promise<void> {
  const Payload = Buffer.from(JSON.stringify(event));
  await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload }));
}
