import { newWebhookSecret } from "../../../commands/stack/webhook-secret";
import { verifyWebhook, type ImageWebhook } from "../../../clients/webhook.mjs";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import { startReceiver } from "../../support/e2e/receiver";
import type { ConfigValues } from "./project-copy";

/** What of `notify` names who receives. */
interface Notify {
  readonly webhook?: { readonly url: string; readonly secretName: string };
}

/** Who receives the webhooks of a stack. */
export interface WebhookReceiver {
  /** Makes the secret that the config names, as somebody does in an account before the first deployment. */
  makeSecret(cloud: Cloud): void;
  /** The webhooks received until now. @throws WebhookError if one is not signed with the secret */
  verified(): ImageWebhook[];
  close(): Promise<void>;
}

/** A stack's config, and the receiver that it names. */
interface Received {
  readonly config: ConfigValues;
  /** Absent where the config has no webhook. */
  readonly receiver?: WebhookReceiver;
}

const notifyOf = (config: ConfigValues) => Object(config["notify"]) as Notify;

export const hasWebhook = (config: ConfigValues): boolean => notifyOf(config).webhook !== undefined;

/** Puts a receiver on this machine in the place of a config's webhook: no test sends anything to others. */
export async function withReceiver(config: ConfigValues): Promise<Received> {
  const { webhook, ...notify } = notifyOf(config);
  if (webhook === undefined) return { config };
  const server = await startReceiver();
  const secret = newWebhookSecret();
  return {
    config: { ...config, notify: { ...notify, webhook: { ...webhook, url: server.url } } },
    receiver: {
      makeSecret: ({ services }) => void services.secretsManager.put(webhook.secretName, secret),
      verified: () => server.received.map((request) => verifyWebhook(request, secret)),
      close: () => server.close(),
    },
  };
}
