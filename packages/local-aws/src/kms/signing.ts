import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";

import { AwsError } from "../http/aws-error";
import type { Key } from "./kms";

/** Key spec of the keys that sign here. */
export const SIGNING_SPEC = "RSA_2048" as const;

const MODULUS_BITS = 2048;

/** Digest by the signing algorithms that an RSA key is used with here. */
const digests: Readonly<Record<string, string>> = {
  RSASSA_PKCS1_V1_5_SHA_256: "sha256",
  RSASSA_PKCS1_V1_5_SHA_384: "sha384",
  RSASSA_PKCS1_V1_5_SHA_512: "sha512",
};

export const signingAlgorithms: readonly string[] = Object.keys(digests);

/** A new key pair: its private half in base64 of PKCS #8, as keys keep their material. */
export const newSigningMaterial = (): string =>
  generateKeyPairSync("rsa", { modulusLength: MODULUS_BITS })
    .privateKey.export({ type: "pkcs8", format: "der" })
    .toString("base64");

const privateKeyOf = (key: Key) =>
  createPrivateKey({ key: Buffer.from(key.material, "base64"), format: "der", type: "pkcs8" });

/** The public half, DER of X.509 SubjectPublicKeyInfo, as KMS answers it. */
export const publicKeyOf = (key: Key): Buffer =>
  createPublicKey(privateKeyOf(key)).export({ type: "spki", format: "der" });

/**
 * Signs a message. Digests that the caller has made are not taken: the program signs texts.
 *
 * @throws AwsError `InvalidKeyUsageException` for an algorithm that the key is not for
 */
export function signMessage(key: Key, message: Buffer, algorithm: string): Buffer {
  const digest = Object.hasOwn(digests, algorithm) ? digests[algorithm] : undefined;
  if (digest === undefined) {
    const problem = `Algorithm ${algorithm} is incompatible with key spec ${key.spec ?? "SYMMETRIC_DEFAULT"}.`;
    throw new AwsError("InvalidKeyUsageException", problem);
  }
  return sign(digest, message, privateKeyOf(key));
}
