import { resultPath } from "./contract/result-keys";
import { SIGNATURE_EXPIRES_SEC } from "./contract/upload-api";
import type { Connections } from "./ports";

/**
 * Where a result is read for as long as it is there: at the edge where the function's settings have one, which answers
 * everybody. Elsewhere addresses are signed and expire, so it is the path of the result at whatever serves the bucket.
 */
export function lastingAddress({ deliveryUrl = "" }: Connections["settings"], key: string): string {
  return `${deliveryUrl}${resultPath(key)}`;
}

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
