/** A webhook as it came. */
export interface WebhookRequest {
  /** The bytes, or their text, before anything has parsed them. */
  readonly body: string | Uint8Array;
  /** As `fetch` has them, or as `node:http` does: by name in lower case. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface VerifyOptions {
  /** Seconds by which the sender's clock and this one may differ. Default 300. */
  readonly toleranceSec?: number;
  /** Default: now. */
  readonly now?: Date;
}

/** What a webhook tells of an image. */
export interface ImageWebhook {
  /** The same in each attempt; no other webhook has it. Whoever acts on it once keeps it. */
  readonly id: string;
  readonly type: "image.processed" | "image.refused" | "image.failed" | "image.removed";
  /** When the event was published, ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    readonly schema: 1;
    readonly id: string;
    /** Of two events of an image the later one has the greater, as text. */
    readonly sequence: string;
    readonly status: "PROCESSED" | "REFUSED" | "FAILED" | "REMOVED";
    /** The image's record, as `GET /images` answers it, without links. */
    readonly image: { readonly image_id: string; readonly original_key: string } & Readonly<Record<string, unknown>>;
    /** The record has too many results for an event: `image` has no `variants`. */
    readonly truncated?: true;
  };
}

/**
 * Checks the signature of a webhook and reads its body.
 *
 * @param secrets one, or several while they are changed
 * @throws {WebhookError} if the webhook is not authentic, too old, or not JSON
 */
export function verifyWebhook(
  request: WebhookRequest,
  secrets: string | readonly string[],
  options?: VerifyOptions,
): ImageWebhook;

/** Why a webhook is not accepted. */
export class WebhookError extends Error {
  readonly code: "HEADER_MISSING" | "TIMESTAMP_INVALID" | "TOO_OLD" | "TOO_NEW" | "SIGNATURE_INVALID" | "BODY_INVALID";
}
