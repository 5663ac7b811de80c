import type { Executions } from "../handlers/ports/executions";
import type { ImageEvents } from "../handlers/ports/image-events";
import type { MessageQueue } from "../handlers/ports/message-queue";
import type { Webhook } from "../handlers/ports/webhook";
import { IS_EMBEDDED } from "./clients";
import type { EdgeKey } from "./edge-signer";
import type { Invalidate } from "./invalidation";
import type { Machine } from "./sfn-executions";

// Ports to services that most functions never call. Their clients are evaluated with the first call, so that the start
// of the others is without them.

/** Loads with the first call, and once. */
function onDemand<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}

export function lazyQueue(url: string | undefined, variable: string): MessageQueue {
  const queue = onDemand(async () => (await import("./sqs-queue.js")).sqsQueue(url, variable));
  return {
    send: async (message) => (await queue()).send(message),
    postpone: async (receiptHandle, seconds) => (await queue()).postpone(receiptHandle, seconds),
  };
}

/** @param machine undefined in functions that may run no executions */
export function lazyExecutions(machine: Machine | undefined): Executions {
  const run = onDemand(async () => {
    if (!machine) throw new Error("STATE_MACHINE_ARN is not set: the function may not run executions");
    return (await import("./sfn-executions.js")).sfnExecutions(machine);
  });
  return {
    machineName: machine?.arn.slice(machine.arn.lastIndexOf(":") + 1) ?? "",
    run: async (name, input) => (await run())(name, input),
  };
}

/** @param topicArn absent: events go to the event bus alone */
export function lazyEvents(topicArn: string | undefined): ImageEvents {
  const events = onDemand(async () => {
    const bus = (await import("./event-bus.js")).eventBus();
    if (topicArn === undefined) return bus;
    const { eventTopic, inTurn } = await import("./event-topic.js");
    return inTurn(bus, eventTopic(topicArn));
  });
  return { publish: async (published) => (await events()).publish(published) };
}

export function lazyWebhook(url: string | undefined, secretName: string | undefined): Webhook {
  const webhook = onDemand(async () => {
    const [{ signedWebhook }, { managedSecrets }] = [
      await import("./webhook.js"),
      await import("./webhook-secrets.js"),
    ];
    return signedWebhook(url, managedSecrets(secretName), IS_EMBEDDED);
  });
  return { post: async (message) => (await webhook()).post(message) };
}

export function lazyInvalidate(distributionId: string): Invalidate {
  const invalidate = onDemand(async () => (await import("./invalidation.js")).invalidator(distributionId));
  return async (paths) => (await invalidate())(paths);
}

export function lazyUrlSigner(key: EdgeKey): (url: string, until: Date) => Promise<string> {
  const sign = onDemand(async () => (await import("./edge-signer.js")).edgeSigner(key));
  return async (url, until) => (await sign())(url, until);
}
