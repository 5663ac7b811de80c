import { expect } from "chai";

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud } from "../../src/cloud";
import type { Key } from "../../src/kms/kms";
import { jsonRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("KMS encryption", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  let key: Key;

  const newKey = () => {
    const { kms } = cloud().services;
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    return kms.createKey({ ...spec, policy: kms.defaultPolicy() });
  };
  const call = (operation: string, input: object) => jsonRequest(cloud(), "kms", `TrentService.${operation}`, input);

  before(() => {
    key = newKey();
    cloud().services.kms.createAlias("alias/secrets", key.keyId);
  });

  it("returns the text to whoever names no key, the key or its alias", async () => {
    const { CiphertextBlob, KeyId } = await call("Encrypt", { KeyId: "alias/secrets", Plaintext: base64("ü") });
    expect(KeyId).to.equal(key.arn);
    expect(CiphertextBlob).to.not.equal(base64("ü"));
    for (const named of [{}, { KeyId: key.arn }, { KeyId: "alias/secrets" }]) {
      const { Plaintext, KeyId: used } = await call("Decrypt", { ...named, CiphertextBlob });
      expect([Plaintext, used]).to.deep.equal([base64("ü"), key.arn]);
    }
  });

  it("gives another ciphertext each time", async () => {
    const blobs = await Promise.all([1, 2].map(() => call("Encrypt", { KeyId: key.keyId, Plaintext: base64("a") })));
    expect(blobs[0]?.CiphertextBlob).to.not.equal(blobs[1]?.CiphertextBlob);
  });

  it("is bound to its encryption context, in whatever order", async () => {
    const made = await call("Encrypt", {
      ...{ KeyId: key.keyId, Plaintext: base64("a"), EncryptionContext: { a: "1", b: "2" } },
    });
    const decrypt = (EncryptionContext: object) =>
      call("Decrypt", { CiphertextBlob: made.CiphertextBlob, EncryptionContext });
    expect(await decrypt({ b: "2", a: "1" })).to.include({ Plaintext: base64("a") });
    expect(await decrypt({ a: "1" })).to.include({ __type: "InvalidCiphertextException" });
  });

  it("refuses another key, a changed ciphertext, and more than 4096 bytes", async () => {
    const { CiphertextBlob } = await call("Encrypt", { KeyId: key.keyId, Plaintext: base64("a") });
    expect(await call("Decrypt", { CiphertextBlob, KeyId: newKey().keyId })).to.include({
      __type: "IncorrectKeyException",
    });
    const changed = Buffer.from(String(CiphertextBlob), "base64");
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await call("Decrypt", { CiphertextBlob: changed.toString("base64") })).to.include({
      __type: "InvalidCiphertextException",
    });
    for (const [bytes, code] of [
      [4096, undefined],
      [4097, "ValidationException"],
    ] as const) {
      const { __type } = await call("Encrypt", { KeyId: key.keyId, Plaintext: base64("a".repeat(bytes)) });
      expect(__type, `${bytes} bytes`).to.equal(code);
    }
  });

  it("is possible with a key of an earlier run", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "kms-"));
    try {
      const first = await startCloud({ dataDir });
      const { kms } = first.services;
      const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
      const { keyId } = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
      const input = { KeyId: keyId, Plaintext: base64("kept") };
      const { CiphertextBlob } = await jsonRequest(first, "kms", "TrentService.Encrypt", input);
      await first.close();
      const second = await startCloud({ dataDir });
      const answer = await jsonRequest(second, "kms", "TrentService.Decrypt", { CiphertextBlob });
      await second.close();
      expect(answer).to.include({ Plaintext: base64("kept") });
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
