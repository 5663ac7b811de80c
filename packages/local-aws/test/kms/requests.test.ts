import { expect } from "chai";

import type { Key } from "../../src/kms/kms";
import { rawRequest, jsonRequest } from "../support/cloud/raw-request";
import { policy, useCloud } from "../support/cloud/use-cloud";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const ARN = "arn:aws:kms:us-east-1:000000000000";

describe("requests to KMS", () => {
  const suite = useCloud();
  const call = (operation: string, input: object) =>
    jsonRequest(suite().cloud, "kms", `TrentService.${operation}`, input);
  const newKey = (keyPolicy?: string): Key => {
    const { kms } = suite().cloud.services;
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 180, tags: {} };
    return kms.createKey({ ...spec, policy: keyPolicy ?? kms.defaultPolicy() });
  };

  it("are refused where AWS's model refuses them", async () => {
    const { keyId: KeyId } = newKey();
    const long = base64("a".repeat(4097));
    for (const [operation, input, message] of [
      ["Encrypt", { KeyId }, "Value null at 'plaintext' failed to satisfy constraint: Member must not be null"],
      [
        "Encrypt",
        { KeyId, Plaintext: long },
        "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      ],
      ["DescribeKey", {}, "Value null at 'keyId' failed to satisfy constraint: Member must not be null"],
    ] as const) {
      expect(await call(operation, input), message).to.include({
        __type: "ValidationException",
        message: `1 validation error detected: ${message}`,
      });
    }
    const more = { KeyId, Plaintext: base64("a") };
    expect((await call("Encrypt", { ...more, DryRun: true })).message).to.contain("does not have the parameter DryRun");
    expect(await call("Encrypt", { ...more, EncryptionAlgorithm: "RSAES_OAEP_SHA_256" })).to.include({
      __type: "InvalidKeyUsageException",
    });
    expect(await call("Encrypt", { ...more, EncryptionContext: { a: 1 } })).to.include({
      __type: "SerializationException",
    });
  });

  it("name keys that exist, in this region", async () => {
    const id = "00000000-0000-4000-8000-000000000000";
    const described = async (KeyId: string) => (await call("DescribeKey", { KeyId })).message;
    expect(await described(id)).to.equal(`Key '${ARN}:key/${id}' does not exist`);
    expect(await described(`${ARN}:key/${id}`)).to.equal(`Key '${ARN}:key/${id}' does not exist`);
    expect(await described("fake-key-id")).to.equal("Invalid keyId 'fake-key-id'");
    expect(await described("alias/none")).to.equal(`Alias ${ARN}:alias/none is not found.`);
    expect(await described(newKey().arn.replace("us-east-1", "eu-west-1"))).to.equal("Invalid arn eu-west-1");
  });

  it("describe a key and its rotation", async () => {
    const key = newKey();
    const { KeyMetadata } = await call("DescribeKey", { KeyId: key.keyId });
    expect(KeyMetadata).to.deep.include({
      AWSAccountId: "000000000000",
      Arn: key.arn,
      Enabled: true,
      KeyState: "Enabled",
      KeyManager: "CUSTOMER",
      Origin: "AWS_KMS",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    });
    expect(await call("GetKeyRotationStatus", { KeyId: key.keyId })).to.deep.equal({
      KeyId: key.arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: 180,
    });
    expect(await call("GetKeyPolicy", { KeyId: key.keyId, PolicyName: "other" })).to.include({
      __type: "NotFoundException",
    });
  });

  it("use neither a disabled key nor one that waits for its deletion", async () => {
    const { kms } = suite().cloud.services;
    const key = newKey();
    const { CiphertextBlob } = await call("Encrypt", { KeyId: key.keyId, Plaintext: base64("a") });
    const refusals = async () =>
      Promise.all([call("Encrypt", { KeyId: key.keyId, Plaintext: base64("a") }), call("Decrypt", { CiphertextBlob })]);
    key.enabled = false;
    for (const refusal of await refusals()) {
      expect(refusal).to.include({ __type: "DisabledException", message: `${key.arn} is disabled.` });
    }
    kms.scheduleDeletion(key.keyId, 7);
    for (const refusal of [...(await refusals()), await call("GetKeyRotationStatus", { KeyId: key.keyId })]) {
      expect(refusal).to.include({ __type: "KMSInvalidStateException", message: `${key.arn} is pending deletion.` });
    }
    const { KeyMetadata } = await call("DescribeKey", { KeyId: key.keyId });
    const { KeyState, DeletionDate } = KeyMetadata as { KeyState: string; DeletionDate: number };
    expect(KeyState).to.equal("PendingDeletion");
    expect(DeletionDate - Date.now() / 1000).to.be.closeTo(7 * 24 * 3600, 60);
    expect(() => kms.scheduleDeletion(key.keyId, 7))
      .to.throw()
      .with.property("code", "KMSInvalidStateException");
    expect(() => kms.createAlias("alias/late", key.keyId))
      .to.throw()
      .with.property("code", "KMSInvalidStateException");
  });

  it("are denied with AccessDeniedException and 400", async () => {
    const { keyId } = newKey(
      policy([{ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Encrypt", Resource: "*" }]),
    );
    const headers = { "x-amz-target": "TrentService.DescribeKey", "content-type": "application/x-amz-json-1.1" };
    const body = JSON.stringify({ KeyId: keyId });
    const { status, text } = await rawRequest(suite().cloud, { service: "kms", headers, body });
    expect([status, (JSON.parse(text) as { __type: string }).__type]).to.deep.equal([400, "AccessDeniedException"]);
  });

  it("are authorized by their encryption context", async () => {
    const Condition = {
      StringEquals: { "kms:EncryptionContext:Project": "images", "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT" },
      "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["Project"] },
    };
    const statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Encrypt", Resource: "*", Condition };
    const { keyId: KeyId } = newKey(policy([statement]));
    const encrypt = async (EncryptionContext: object) =>
      (await call("Encrypt", { KeyId, Plaintext: base64("a"), EncryptionContext })).__type;
    expect(await encrypt({ Project: "images" })).to.equal(undefined);
    for (const context of [{}, { Project: "other" }, { Project: "images", More: "x" }]) {
      expect(await encrypt(context), JSON.stringify(context)).to.equal("AccessDeniedException");
    }
  });

  it("need alias names that are not AWS's own", () => {
    const { kms } = suite().cloud.services;
    const { keyId } = newKey();
    const code = (name: string) => {
      try {
        kms.createAlias(name, keyId);
        return undefined;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code("images")).to.equal("ValidationException");
    expect(code("alias/ä")).to.equal("ValidationException");
    expect(code("alias/aws/images")).to.equal("InvalidAliasNameException");
    expect([code("alias/images/a_b-c"), code("alias/images/a_b-c")]).to.deep.equal([
      undefined,
      "AlreadyExistsException",
    ]);
  });
});
