import type { ImageEvent } from "../contract/image-event";
import { webhookDelaysSec, webhookTypes, type WebhookBody } from "../contract/webhook";
import type { Connections } from "../ports";
import { forEachMessage, type BatchResponse, type QueueEvent } from "../queue-event";
import type { InvocationContext } from "../s3-event-records";

type DeliverWebhookDeps = Pick<Connections, "webhook" | "webhookQueue" | "telemetry">;

/** An event as a rule of EventBridge sends it. */
interface BusEvent {
  readonly time: string;
  readonly detail: ImageEvent;
}

/** Part of a wait that chance adds to it, so that what has failed together does not come back together. */
const JITTER = 0.2;

/** Seconds for which SQS hides a message at most, less a margin: the limit counts from when it was received. */
const LONGEST_DELAY_SEC = 42_000;

/**
 * The function behind the webhook's queue: an event is sent to the webhook, and comes back later and later until it is
 * taken, or has come back so often that the queue makes it a dead letter.
 */
export function makeDeliverWebhook(
  deps: DeliverWebhookDeps,
): (event: QueueEvent, context: InvocationContext) => Promise<BatchResponse> {
  return (event, { awsRequestId }) => {
    deps.telemetry.begin(awsRequestId);
    return forEachMessage(deps.telemetry, event, async ({ body, receiptHandle, attributes }) => {
      const { time, detail } = JSON.parse(body) as BusEvent;
      const sent: WebhookBody = { type: webhookTypes[detail.status], timestamp: time, data: detail };
      const attempt = Number(attributes.ApproximateReceiveCount);
      try {
        const answer = await deps.webhook.post({ id: detail.id, body: JSON.stringify(sent) });
        if (answer.delivered) return "done";
        deps.telemetry.problem(`webhook ${detail.id}, attempt ${attempt}`, new Error(answer.outcome));
        await deps.webhookQueue.postpone(receiptHandle, delaySec(attempt, answer.retryAfterSec));
      } catch (error) {
        await deps.webhookQueue.postpone(receiptHandle, delaySec(attempt));
        throw error;
      }
      return "again";
    });
  };
}

function delaySec(attempt: number, retryAfterSec = 0): number {
  const step = webhookDelaysSec[Math.min(attempt, webhookDelaysSec.length) - 1] ?? 0;
  return Math.round(Math.min(LONGEST_DELAY_SEC, Math.max(step * (1 + JITTER * Math.random()), retryAfterSec)));
}
