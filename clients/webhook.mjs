// Verifies webhooks that are signed as Standard Webhooks 1.0.0 describes it
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): HMAC-SHA256 over the
// headers `webhook-id` and `webhook-timestamp` and the body. Copy this file; it needs nothing but Node.js.
import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds by which the sender's clock and this one may differ. */
const TOLERANCE_SEC = 5 * 60;

const SECRET_PREFIX = "whsec_";
const SIGNATURE_PREFIX = "v1,";

/**
 * Checks the signature of a webhook and reads its body.
 *
 * @param {import("./webhook.d.mts").WebhookRequest} request body as it came, before anything has parsed it
 * @param {string | readonly string[]} secrets one, or several while they are changed
 * @param {import("./webhook.d.mts").VerifyOptions} options
 * @throws {WebhookError} if the webhook is not authentic, too old, or not JSON
 */
export function verifyWebhook({ body, headers }, secrets, { toleranceSec = TOLERANCE_SEC, now = new Date() } = {}) {
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature");
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError("TIMESTAMP_INVALID", "webhook-timestamp is no time");
  const ageSec = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (ageSec > toleranceSec) throw new WebhookError("TOO_OLD", `the webhook is ${ageSec} s old`);
  if (ageSec < -toleranceSec) throw new WebhookError("TOO_NEW", `the webhook is of ${-ageSec} s from now`);

  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : Buffer.from(body);
  const given = signatures
    .split(" ")
    .filter((signature) => signature.startsWith(SIGNATURE_PREFIX))
    .map((signature) => Buffer.from(signature.slice(SIGNATURE_PREFIX.length), "base64"));
  const keys = [secrets].flat().map(keyOf);
  if (keys.length === 0) throw new TypeError("verifyWebhook: expected at least one secret");
  // Every pair is compared, so that the time says nothing of which one is right.
  const isAuthentic = keys
    .map((key) => createHmac("sha256", key).update(`${id}.${timestamp}.`).update(bytes).digest())
    .flatMap((expected) => given.map((signature) => isSame(signature, expected)))
    .includes(true);
  if (!isAuthentic) throw new WebhookError("SIGNATURE_INVALID", "no signature of the webhook is by a known secret");

  try {
    return { ...JSON.parse(bytes.toString("utf8")), id };
  } catch {
    throw new WebhookError("BODY_INVALID", "the webhook's body is not JSON");
  }
}

/** Why a webhook is not accepted; `code` is stable. */
export class WebhookError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "WebhookError";
    this.code = code;
  }
}

/** Headers as `fetch` has them, or as `node:http` does. */
function headerOf(headers, name) {
  const value = typeof headers.get === "function" ? headers.get(name) : headers[name];
  if (typeof value !== "string" || value === "") throw new WebhookError("HEADER_MISSING", `${name} is missing`);
  return value;
}

function keyOf(secret) {
  const base64 = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
  const key = Buffer.from(base64, "base64");
  if (key.length < 24) throw new TypeError(`verifyWebhook: expected a secret of 24 bytes or more, got ${key.length}`);
  return key;
}

function isSame(a, b) {
  return a.length === b.length && timingSafeEqual(a, b);
}
