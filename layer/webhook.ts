import { createHmac } from "node:crypto";
import type { Webhook, WebhookAnswer } from "../handlers/ports/webhook";
import type { WebhookSecrets } from "./webhook-secrets";

/** Standard Webhooks recommends 15 to 30 s (request timeouts). */
const TIMEOUT_MS = 15_000;

/**
 * A web server that gets messages as Standard Webhooks 1.0.0 describes them: signed with HMAC-SHA256 over id, time and
 * body, with one signature for each secret. Redirects are not followed.
 *
 * @param isEmbedded whether the services are those of a laptop: only there a webhook may be without TLS
 */
export function signedWebhook(url: string | undefined, secrets: WebhookSecrets, isEmbedded: boolean): Webhook {
  return {
    async post({ id, body }) {
      if (url === undefined) throw new Error("WEBHOOK_URL is not set: the function may not use the webhook");
      if (!url.startsWith("https://") && !isEmbedded) throw new Error(`the webhook ${url} is not https`);
      const keys = await secrets.keys();
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signatures = keys.map((key) => {
        const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
        return `v1,${signature}`;
      });
      const headers = {
        "content-type": "application/json",
        "user-agent": "image-pipeline",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signatures.join(" "),
      };
      return attempt(url, { method: "POST", headers, body });
    },
  };
}

async function attempt(url: string, request: RequestInit): Promise<WebhookAnswer> {
  try {
    const answer = await fetch(url, { ...request, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    // What it says is of no interest, and may be without end.
    await answer.body?.cancel();
    const retryAfterSec = secondsOf(answer.headers.get("retry-after"));
    const outcome = `answered with ${answer.status}`;
    return { delivered: answer.ok, outcome, ...(retryAfterSec !== undefined && { retryAfterSec }) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { delivered: false, outcome: cause instanceof Error ? `${message}: ${cause.message}` : message };
  }
}

/** Seconds of the header `Retry-After`: a number, or a date (RFC 9110, section 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return seconds > 0 ? seconds : undefined;
}
