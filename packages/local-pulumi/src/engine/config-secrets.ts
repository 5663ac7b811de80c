import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";

import { EngineError } from "./errors";
import type { PropertyMap } from "../property-values";

/** Rounds, key and tag size of Pulumi's passphrase secrets: PBKDF2 with SHA-256, then AES-256 in GCM. */
const ROUNDS = 1_000_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/**
 * Reads the secrets of a stack's file. The passphrase is read only at the first secret, so that a stack
 * without secrets needs none.
 *
 * @returns a function from cipher text to clear text, which throws EngineError CONFIG_SECRET if it cannot
 */
export function openDecrypter(
  settings: PropertyMap,
  file: string,
  env: NodeJS.ProcessEnv,
): (cipherText: string) => string {
  let key: Buffer | undefined;
  return (cipherText) => {
    key ??= deriveKey(settings, file, env);
    const clear = decrypt(key, cipherText);
    if (clear === undefined) throw new EngineError("CONFIG_SECRET", `${file}: a secret is damaged and cannot be read`);
    return clear;
  };
}

function deriveKey(settings: PropertyMap, file: string, env: NodeJS.ProcessEnv): Buffer {
  const { encryptionsalt, secretsprovider } = settings;
  if (typeof encryptionsalt !== "string") {
    const by = typeof secretsprovider === "string" ? `by ${secretsprovider}` : "by a service";
    throw new EngineError(
      "CONFIG_SECRET",
      `${file}: its secrets are encrypted ${by}; only passphrase secrets can be read here`,
    );
  }
  const passphrase = readPassphrase(env);
  if (passphrase === undefined) {
    throw new EngineError(
      "CONFIG_SECRET",
      `${file} has secrets: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to read them`,
    );
  }
  // v1:SALT:PROOF, where the proof is a secret of its own that shows whether the passphrase is right.
  const [, version, salt = "", proof = ""] = /^(v1):([^:]+):(.*)$/.exec(encryptionsalt) ?? [];
  if (version === undefined) throw new EngineError("CONFIG_SECRET", `${file}: encryptionsalt is not of version 1`);
  const key = pbkdf2Sync(passphrase, Buffer.from(salt, "base64"), ROUNDS, KEY_BYTES, "sha256");
  if (decrypt(key, proof) !== "pulumi") throw new EngineError("CONFIG_SECRET", `${file}: the passphrase is wrong`);
  return key;
}

function readPassphrase(env: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (passphrase !== undefined) return passphrase;
  return file === undefined || file === "" ? undefined : readFileSync(file, "utf8").trim();
}

/** `v1:NONCE:CIPHERTEXT`, both base64, the tag at the end of the second; undefined if it does not decrypt. */
function decrypt(key: Buffer, text: string): string | undefined {
  const [version, nonce = "", sealed = ""] = text.split(":");
  const bytes = Buffer.from(sealed, "base64");
  if (version !== "v1" || bytes.length < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
