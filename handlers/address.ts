import { SIGNATURE_EXPIRES_SEC } from "./contract/upload-api";
import type { Connections } from "./ports";

/** The address that readers get of a result: a link to the bucket, signed for a while. */
export function addressOf({ signer }: Pick<Connections, "signer">, bucket: string, key: string): Promise<string> {
  return signer.link(bucket, key, SIGNATURE_EXPIRES_SEC);
}
