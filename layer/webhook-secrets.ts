import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  type GetSecretValueResponse,
} from "@aws-sdk/client-secrets-manager";
import { clientOptions } from "./clients";

/** Keys that webhooks are signed with. */
export interface WebhookSecrets {
  /** The current one, and after a rotation for a while the previous one. @throws Error where there is no usable one */
  keys(): Promise<readonly Buffer[]>;
}

/** How long keys are used before they are read again. */
const CACHE_MS = 5 * 60 * 1000;

/** How long the previous key signs as well after a rotation. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;

/** Bytes of a key by Standard Webhooks 1.0.0 (signature scheme). */
const KEY_BYTES = { min: 24, max: 64 } as const;

const PREFIX = "whsec_";

/** A secret of Secrets Manager, as text: `whsec_` and the key in base64. */
export function managedSecrets(
  name: string | undefined,
  client = new SecretsManagerClient(clientOptions),
): WebhookSecrets {
  let cached: { readonly keys: readonly Buffer[]; readonly until: number } | undefined;
  const read = async (VersionStage: string): Promise<GetSecretValueResponse> => {
    if (name === undefined) throw new Error("WEBHOOK_SECRET_NAME is not set: the function may not sign webhooks");
    return client.send(new GetSecretValueCommand({ SecretId: name, VersionStage }));
  };
  const readPrevious = async (): Promise<readonly Buffer[]> => {
    try {
      return [keyOf(await read("AWSPREVIOUS"))];
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };
  return {
    async keys() {
      if (cached && Date.now() < cached.until) return cached.keys;
      const current = await read("AWSCURRENT");
      const isNew = Date.now() - (current.CreatedDate?.getTime() ?? 0) < OVERLAP_MS;
      const keys = [keyOf(current), ...(isNew ? await readPrevious() : [])];
      cached = { keys, until: Date.now() + CACHE_MS };
      return keys;
    },
  };
}

function keyOf({ Name, SecretString = "" }: GetSecretValueResponse): Buffer {
  const text = SecretString.trim();
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const key = Buffer.from(base64, "base64");
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
  if (!isBase64 || key.length < KEY_BYTES.min || key.length > KEY_BYTES.max) {
    const expected = `${PREFIX} and the base64 of ${KEY_BYTES.min} to ${KEY_BYTES.max} bytes`;
    throw new Error(`the secret ${Name ?? ""} cannot sign webhooks: expected ${expected}`);
  }
  return key;
}
