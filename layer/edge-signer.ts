import { KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { clientOptions } from "./clients";

/** What signs links to the edge. */
export interface EdgeKey {
  /** KMS key, RSA with 2048 bits. */
  readonly arn: string;
  /** CloudFront's identifier of its public half. */
  readonly keyPairId: string;
}

/**
 * Signs URLs with a canned policy: their holders may read them until then. The private key never leaves KMS, so what is
 * signed is a hash with SHA-256, which the parameter `Hash-Algorithm` says.
 *
 * Source: Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy".
 */
export const edgeSigner =
  ({ arn, keyPairId }: EdgeKey, client = new KMSClient(clientOptions)) =>
  async (url: string, until: Date): Promise<string> => {
    const epochSec = Math.floor(until.getTime() / 1000);
    const condition = { DateLessThan: { "AWS:EpochTime": epochSec } };
    const policy = JSON.stringify({ Statement: [{ Resource: url, Condition: condition }] });
    const { Signature: signature } = await client.send(
      new SignCommand({
        KeyId: arn,
        Message: Buffer.from(policy),
        MessageType: "RAW",
        SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
      }),
    );
    if (!signature) throw new Error(`KMS returned no signature of ${arn}`);
    const parameters = [
      `Expires=${epochSec}`,
      `Key-Pair-Id=${keyPairId}`,
      `Signature=${forUrl(signature)}`,
      "Hash-Algorithm=SHA256",
    ];
    return `${url}?${parameters.join("&")}`;
  };

/** Base64 in which no character means anything in a URL: CloudFront's own form. */
function forUrl(bytes: Uint8Array): string {
  const replaced: Readonly<Record<string, string>> = { "+": "-", "=": "_", "/": "~" };
  return Buffer.from(bytes)
    .toString("base64")
    .replace(/[+=/]/g, (character) => replaced[character] ?? character);
}
