import type * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** Settings of the events that tell what has become of images. */
export interface NotifyConfig {
  /** Whether a topic of SNS gets the events as well. */
  readonly topic: boolean;
  /** Who is sent every event; absent: nobody, and the events are on the event bus alone. */
  readonly webhook?: WebhookConfig;
}

/** Settings of the webhook. */
export interface WebhookConfig {
  readonly url: pulumi.Input<string>;
  /** Name of a secret of Secrets Manager: `whsec_` and 24 to 64 bytes in base64. */
  readonly secretName: pulumi.Input<string>;
}

export const notifySettings = {
  topic: {
    kind: "flag",
    fallback: false,
    meaning: "Whether [a topic of SNS](notify.md#topic) gets the events as well",
  },
} as const satisfies Settings;

export const webhookSettings = {
  url: {
    kind: "text",
    unit: "URL",
    // Without TLS only to this machine, for the embedded run; deployed, the function refuses that.
    pattern: /^(https:\/\/[^\s/@?#]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)(\/[^\s#]*)?$/,
    expected: "an https URL without user and fragment",
    output: true,
    meaning: "Where events are sent to; needed",
  },
  secretName: {
    kind: "text",
    unit: "name",
    // It becomes part of an IAM resource. A hyphen and six characters at the end look like the end of an ARN.
    pattern: /^(?!.*-[A-Za-z0-9]{6}$)[A-Za-z0-9/_+=.@-]{1,512}$/,
    expected: "the name of a secret, which does not end with a hyphen and six letters or digits",
    output: true,
    meaning: "Secret of Secrets Manager that signs them: `whsec_` and 24 to 64 bytes in base64; needed",
  },
} as const satisfies Settings;

export function readNotify(reader: ConfigReader): NotifyConfig {
  const webhook = reader.feature("webhook", (inside) => {
    const { url, secretName } = inside.read(webhookSettings);
    if (url === undefined) inside.missing("url", webhookSettings.url.expected);
    if (secretName === undefined) inside.missing("secretName", webhookSettings.secretName.expected);
    return url === undefined || secretName === undefined ? undefined : { url, secretName };
  });
  return { ...reader.read(notifySettings), webhook };
}
