import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { AwsError } from "../http/aws-error";
import type { Key } from "./kms";

/** Names and values that a ciphertext is bound to. */
export type EncryptionContext = Readonly<Record<string, string>>;

const KEY_ID_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_ID_BYTES + IV_BYTES + TAG_BYTES;

const idBytes = (keyId: string) => Buffer.from(keyId.replaceAll("-", ""), "hex");

/** The order in which names are written does not matter. */
const contextBytes = (context: EncryptionContext) =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

const invalid = () =>
  new AwsError(
    "InvalidCiphertextException",
    "The ciphertext refers to a key or an encryption context that is not this.",
  );

/**
 * Encrypts with AES-256-GCM, as symmetric keys do; the key's identifier is in front of what comes out, so that Decrypt
 * finds the key.
 */
export function encrypt(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key.material, "base64"), iv).setAAD(contextBytes(context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([idBytes(key.keyId), iv, cipher.getAuthTag(), encrypted]);
}

/** Identifier of the key that a ciphertext was made with. @throws AwsError `InvalidCiphertextException` */
export function keyIdOf(ciphertext: Buffer): string {
  if (ciphertext.length <= HEAD_BYTES) throw invalid();
  return ciphertext.toString("hex", 0, KEY_ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** @throws AwsError `InvalidCiphertextException` for what this key has not encrypted in this context */
export function decrypt(key: Key, ciphertext: Buffer, context: EncryptionContext): Buffer {
  const iv = ciphertext.subarray(KEY_ID_BYTES, KEY_ID_BYTES + IV_BYTES);
  const tag = ciphertext.subarray(KEY_ID_BYTES + IV_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key.material, "base64"), iv)
    .setAAD(contextBytes(context))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw invalid();
  }
}
