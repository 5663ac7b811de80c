import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";

import type { ConnectedStack } from "../../commands/operate/clients";
import { redrive } from "../../commands/operate/redrive";
import type { S3Event } from "../../handlers/contract";
import type { Deliveries, Route } from "./deliveries";
import type { ExploredWorld, Faults } from "./explored-world";

/** Sends dead letters back, with the command that operators have; each of its requests is a step of the schedule. */
export async function operatorRedrives(
  route: Route,
  world: ExploredWorld,
  deliveries: Deliveries,
  actor: string,
  faults: Faults,
): Promise<void> {
  const queue = world.queues.deadLetters;
  const step = <T>(label: string, effect: () => T) =>
    world.call({ actor, faults, service: "queues", label }, () => Promise.resolve(effect()));
  const sqs = {
    send: (command: object): Promise<object> => {
      if (command instanceof ReceiveMessageCommand) {
        return step("receive", () => {
          const messages = [...new Set([queue.receive(actor), queue.receive(actor)])].filter(
            (message) => message !== undefined,
          );
          return {
            Messages: messages.map(({ id, body, attributes }) => ({
              MessageId: id,
              ReceiptHandle: id,
              Body: body,
              MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, StringValue]) => [name, { StringValue }]),
              ),
            })),
          };
        });
      }
      if (command instanceof DeleteMessageCommand) {
        const { ReceiptHandle = "" } = command.input;
        return step(`delete ${ReceiptHandle}`, () => ({ deleted: queue.delete(ReceiptHandle) }));
      }
      if (command instanceof ChangeMessageVisibilityCommand) {
        const { ReceiptHandle = "" } = command.input;
        return step(`show ${ReceiptHandle}`, () => ({ shown: queue.show(ReceiptHandle) }));
      }
      if (command instanceof SendMessageCommand) {
        const { MessageBody = "" } = command.input;
        return step("send to the work queue", () => ({ sent: deliveries.sendToWork(MessageBody) }));
      }
      throw new Error(`no such request: ${command.constructor.name}`);
    },
  };
  const lambda = {
    send: ({ input }: InvokeCommand): Promise<object> => {
      const event = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()) as S3Event;
      const fn = input.FunctionName === "removal" ? "removal" : "process";
      return step(`invoke ${fn}`, () => ({ invoked: deliveries.invoke(fn, event) }));
    },
  };
  const stack = {
    name: "explored",
    outputs: {
      sourceBucket: "source",
      destinationBucket: "destination",
      deadLetterQueueUrl: "dead-letters",
      removalFunctionName: "removal",
      ...(route === "direct" ? { functionName: "process" } : { workQueueUrl: "work" }),
    },
    sqs,
    lambda,
  } as unknown as ConnectedStack;
  const silent = { write: () => true, isTTY: false };
  try {
    await world.run(actor, () =>
      redrive(stack, { rate: Infinity }, { err: silent, signal: new AbortController().signal }),
    );
  } finally {
    // What it holds comes back when its time is over.
    queue.release(actor);
  }
}
