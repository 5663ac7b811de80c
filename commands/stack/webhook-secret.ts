import { randomBytes } from "node:crypto";

import type { Cloud } from "@image-pipeline/local-aws";
import { environmentVariables } from "../../handlers/contract";

/** The webhook of a stack in an embedded account. */
export interface EmbeddedWebhook {
  readonly url: string;
  /** What it is signed with: `whsec_` and a key in base64. */
  readonly secret: string;
}

/** Bytes of a key; Standard Webhooks says 24 to 64. */
const KEY_BYTES = 32;

/** A new secret to sign webhooks with. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(KEY_BYTES).toString("base64")}`;

/**
 * The webhook of the stack that is up, if it has one. Its secret, which in an account of AWS somebody makes before the
 * first deployment, is made where it is missing.
 */
export function embeddedWebhook({ services: { lambda, secretsManager } }: Cloud): EmbeddedWebhook | undefined {
  const { webhookSecretName, webhookUrl } = environmentVariables;
  for (const { config } of lambda.functions()) {
    const { [webhookSecretName]: name, [webhookUrl]: url } = config.environment ?? {};
    if (name === undefined || url === undefined) continue;
    if (!secretsManager.has(name)) secretsManager.put(name, newWebhookSecret());
    return { url, secret: secretsManager.secret(name).versions[0]?.secretString ?? "" };
  }
  return undefined;
}
