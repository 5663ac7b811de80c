import type { ImageEvent, ImageEventStatus } from "./image-event";

/** Body of a webhook, as Standard Webhooks 1.0.0 recommends it (payload structure). */
export interface WebhookBody {
  readonly type: (typeof webhookTypes)[ImageEventStatus];
  /** When the event was published, ISO 8601. */
  readonly timestamp: string;
  readonly data: ImageEvent;
}

/** `type` of a webhook's body. */
export const webhookTypes = {
  PROCESSED: "image.processed",
  REFUSED: "image.refused",
  FAILED: "image.failed",
  REMOVED: "image.removed",
} as const satisfies Record<ImageEventStatus, string>;

/**
 * Seconds before each further attempt to deliver a webhook: two days in all. The steps are those of Standard Webhooks
 * ("Delivery attempts and retries") up to ten hours, of which a queue hides a message for twelve at most.
 */
export const webhookDelaysSec = [5, 30, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000, 36_000] as const;

/** Attempts at a webhook before it is a dead letter. */
export const WEBHOOK_ATTEMPTS = webhookDelaysSec.length + 1;
