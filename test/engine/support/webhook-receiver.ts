import { startReceiver, type Receiver } from "../../support/e2e/receiver";
import type { ConfigValues } from "./project-copy";

/** What of `notify` names who receives. */
interface Notify {
  readonly webhook?: { readonly url: string; readonly secretName: string };
}

/** A stack's config, and the receiver that it names. */
interface Received {
  readonly config: ConfigValues;
  /** Absent where the config has no webhook. */
  readonly receiver?: Receiver;
}

const notifyOf = (config: ConfigValues) => Object(config["notify"]) as Notify;

export const hasWebhook = (config: ConfigValues): boolean => notifyOf(config).webhook !== undefined;

/** Puts a receiver on this machine in the place of a config's webhook: no test sends anything to others. */
export async function withReceiver(config: ConfigValues): Promise<Received> {
  const { webhook, ...notify } = notifyOf(config);
  if (webhook === undefined) return { config };
  const receiver = await startReceiver();
  return { config: { ...config, notify: { ...notify, webhook: { ...webhook, url: receiver.url } } }, receiver };
}
