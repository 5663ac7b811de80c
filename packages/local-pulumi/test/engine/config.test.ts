import { createCipheriv, pbkdf2Sync } from "node:crypto";

import { expect } from "chai";

import { decodeConfig } from "../../src/engine/config";

const decode = (settings: Parameters<typeof decodeConfig>[2], declared = {}, env = {}) =>
  decodeConfig("project", declared, settings, "Pulumi.test.yaml", env);

/** Encrypts as the CLI's passphrase provider does. */
function encrypted(passphrase: string, clear: string) {
  const salt = Buffer.alloc(8, 1);
  const key = pbkdf2Sync(passphrase, salt, 1_000_000, 32, "sha256");
  const seal = (text: string) => {
    const nonce = Buffer.alloc(12, text.length);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };
  return {
    encryptionsalt: `v1:${salt.toString("base64")}:${seal("pulumi")}`,
    config: { "project:key": { secure: seal(clear) }, "project:deep": { list: [{ secure: seal(clear) }] } },
  };
}

describe("stack configuration", () => {
  let hushed: ReturnType<typeof encrypted>;
  before(() => (hushed = encrypted("open", "hush")));

  it("gives every key its namespace and every value as text", () => {
    const config = {
      size: 3,
      "project:flag": true,
      "aws:region": "eu-west-1",
      "project:config:old": "x",
      list: [1, { a: null }],
    };
    expect(decode({ config }).values).to.deep.equal({
      "project:size": "3",
      "project:flag": "true",
      "aws:region": "eu-west-1",
      "project:old": "x",
      "project:list": '[1,{"a":null}]',
    });
  });

  it("takes defaults from Pulumi.yaml, which the stack's own values override", () => {
    const declared = { size: { type: "integer", default: 1 }, name: { type: "string", default: "x" }, plain: "y" };
    expect(decode({ config: { size: 2 } }, declared).values).to.deep.equal({
      "project:size": "2",
      "project:name": "x",
      "project:plain": "y",
    });
  });

  it("reports all values that are missing or of the wrong type together", () => {
    const declared = { size: { type: "integer" }, flag: { type: "boolean" } };
    expect(() => decode({ config: { flag: "maybe" } }, declared))
      .to.throw("project:size: Pulumi.test.yaml does not set it")
      .with.property("message")
      .that.contains('project:flag: expected boolean, got "maybe"');
  });

  it("reads secrets with the passphrase and marks them, also inside of structures", () => {
    const { values, secretKeys } = decode(hushed, {}, { PULUMI_CONFIG_PASSPHRASE: "open" });
    expect(values).to.deep.equal({ "project:key": "hush", "project:deep": '{"list":["hush"]}' });
    expect(secretKeys).to.have.members(["project:key", "project:deep"]);
  });

  it("names the variable to set for secrets, and reports a wrong passphrase", () => {
    expect(() => decode(hushed)).to.throw("set PULUMI_CONFIG_PASSPHRASE");
    expect(() => decode(hushed, {}, { PULUMI_CONFIG_PASSPHRASE: "shut" })).to.throw("the passphrase is wrong");
  });

  it("refuses secrets of a service", () => {
    const settings = { secretsprovider: "awskms://alias/x", config: { key: { secure: "v1:abc" } } };
    expect(() => decode(settings)).to.throw("encrypted by awskms://alias/x");
  });
});
