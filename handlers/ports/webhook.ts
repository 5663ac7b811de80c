/** A message to a webhook. */
export interface WebhookMessage {
  /** The same in each attempt. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** How an attempt has ended. */
export interface WebhookAnswer {
  readonly delivered: boolean;
  /** Status, or what has gone wrong. */
  readonly outcome: string;
  /** Seconds that the receiver asks to be left alone for. */
  readonly retryAfterSec?: number;
}

/** Somebody else's web server. Only functions that the stack gives its URL can use it. */
export interface Webhook {
  /** Signs and sends a message once. @throws Error where it cannot be signed */
  post(message: WebhookMessage): Promise<WebhookAnswer>;
}
