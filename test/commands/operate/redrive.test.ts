import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { ConnectedStack } from "../../../commands/operate/clients";
import { redrive } from "../../../commands/operate/redrive";
import type { DeadLetter } from "../../../handlers/contract";
import { Lines, unstopped } from "../../support/e2e/operate";
import { s3Event } from "../../support/events/s3-events";

const letter: DeadLetter = {
  schema: 1,
  event: s3Event({ key: "cat.jpg" }),
  reason: { code: "InternalError", message: "not today" },
  attempts: 3,
  where: { kind: "function", name: "image-processing-function" },
  time: "2026-01-02T03:10:00.000Z",
};

/** A stack of one dead letter, whose function is invoked by `invoke`. Commands are noted by name. */
function stackOf(invoke: () => Promise<unknown>) {
  const requests: string[] = [];
  const queue = [{ MessageId: "m1", ReceiptHandle: "r1", Body: JSON.stringify(letter) }];
  const sqs = {
    send: (command: object) => {
      requests.push(command.constructor.name);
      if (command instanceof DeleteMessageCommand) queue.length = 0;
      return Promise.resolve(command instanceof ReceiveMessageCommand ? { Messages: [...queue] } : {});
    },
  };
  const lambda = {
    send: (command: object) => {
      requests.push(command.constructor.name);
      return invoke();
    },
  };
  const outputs = { deadLetterQueueUrl: "https://sqs/dead-letters", functionName: "image-processing-function" };
  return { stack: { name: "dev", outputs, sqs, lambda } as unknown as ConnectedStack, requests, queue };
}

describe("a redrive", () => {
  const run = (stack: ConnectedStack) => redrive(stack, { rate: 1000 }, { err: new Lines(), signal: unstopped });

  it("deletes a dead letter after its event was accepted, and not before", async () => {
    const { stack, requests, queue } = stackOf(() => Promise.resolve({}));
    expect(await run(stack)).to.deep.include({ sent: 1, failed: 0 });
    const order = requests.filter((name) => name === "InvokeCommand" || name === "DeleteMessageCommand");
    expect(order).to.deep.equal(["InvokeCommand", "DeleteMessageCommand"]);
    expect(queue).to.deep.equal([]);
  });

  it("leaves a dead letter whose event is not accepted in the queue, visible to others", async () => {
    const { stack, requests, queue } = stackOf(() => Promise.reject(new Error("socket hang up")));
    expect(await run(stack)).to.deep.include({ sent: 0, failed: 1 });
    expect(requests).to.include("InvokeCommand").and.not.include("DeleteMessageCommand");
    expect(requests.at(-1)).to.equal("ChangeMessageVisibilityCommand");
    expect(queue).to.have.length(1);
  });
});
