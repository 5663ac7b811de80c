import { createHash } from "node:crypto";

/** SHA-256 of bytes, base64url: 43 characters. */
export function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url");
}
