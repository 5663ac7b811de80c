import { expect } from "chai";
import { createPublicKey, verify } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud, type Cloud } from "../../src/cloud";
import { jsonRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const SHA_256 = "RSASSA_PKCS1_V1_5_SHA_256";

const newKey = ({ services: { kms } }: Cloud, signs = true) => {
  const spec = { description: "", enabled: true, rotation: false, rotationPeriodDays: 365, tags: {} };
  return kms.createKey({ ...spec, ...(signs && { spec: "RSA_2048" as const }), policy: kms.defaultPolicy() });
};

describe("KMS signatures", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  const call = (operation: string, input: object) => jsonRequest(cloud(), "kms", `TrentService.${operation}`, input);

  it("are verified with the public key that KMS answers", async () => {
    const { keyId, arn } = newKey(cloud());
    const described = await call("GetPublicKey", { KeyId: arn });
    expect(described).to.include({ KeyId: arn, KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
    const signed = await call("Sign", { KeyId: keyId, Message: base64("ü"), SigningAlgorithm: SHA_256 });
    const publicKey = createPublicKey({
      key: Buffer.from(described.PublicKey as string, "base64"),
      format: "der",
      type: "spki",
    });
    const isRight = (text: string) =>
      verify("sha256", Buffer.from(text), publicKey, Buffer.from(signed.Signature as string, "base64"));
    expect([isRight("ü"), isRight("u")]).to.deep.equal([true, false]);
  });

  it("are not made with symmetric keys, nor are texts encrypted with those that sign", async () => {
    const [signing, symmetric] = [newKey(cloud()), newKey(cloud(), false)];
    const sign = { KeyId: symmetric.keyId, Message: base64("a"), SigningAlgorithm: SHA_256 };
    expect(await call("Sign", sign)).to.include({ __type: "InvalidKeyUsageException" });
    expect(await call("GetPublicKey", { KeyId: symmetric.keyId })).to.include({
      __type: "UnsupportedOperationException",
    });
    expect(await call("Encrypt", { KeyId: signing.keyId, Plaintext: base64("a") })).to.include({
      __type: "InvalidKeyUsageException",
    });
  });

  it("are not made by algorithms that the key is not for, nor of digests", async () => {
    const { keyId } = newKey(cloud());
    const sign = { KeyId: keyId, Message: base64("a") };
    expect(await call("Sign", { ...sign, SigningAlgorithm: "ECDSA_SHA_256" })).to.include({
      __type: "InvalidKeyUsageException",
    });
    expect(await call("Sign", { ...sign, SigningAlgorithm: SHA_256, MessageType: "DIGEST" })).to.include({
      __type: "ValidationException",
    });
  });

  it("are made with the same key after a restart", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "kms-"));
    try {
      const signatures: unknown[] = [];
      let keyId = "";
      for (let run = 0; run < 2; run += 1) {
        const started = await startCloud({ dataDir });
        try {
          keyId = keyId === "" ? newKey(started).keyId : keyId;
          const input = { KeyId: keyId, Message: base64("a"), SigningAlgorithm: SHA_256 };
          signatures.push((await jsonRequest(started, "kms", "TrentService.Sign", input)).Signature);
          await started.durable();
        } finally {
          await started.close();
        }
      }
      expect(signatures[0]).to.be.a("string").and.equal(signatures[1]);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
