import { resultPath } from "./contract/result-keys";
import { SIGNATURE_EXPIRES_SEC } from "./contract/upload-api";
import type { Connections } from "./ports";

/** Where a result is read: at the edge where the stack delivers, else in the bucket by a link that expires. */
export async function addressOf(
  { settings, signer }: Pick<Connections, "settings" | "signer">,
  bucket: string,
  key: string,
): Promise<string> {
  // A result of an earlier bucket is not delivered.
  if (settings.deliveryUrl === undefined || bucket !== settings.destinationBucket) {
    return signer.link(bucket, key, SIGNATURE_EXPIRES_SEC);
  }
  return signer.edgeLink(`${settings.deliveryUrl}${resultPath(key)}`, SIGNATURE_EXPIRES_SEC);
}
