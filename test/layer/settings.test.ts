import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { readSettings } from "../../layer/settings";

const variants = readConfig({}).variants;
const env = {
  DESTINATION_BUCKET: "destination",
  VARIANTS: JSON.stringify(variants),
  MAX_INPUT_BYTES: "1000",
  MAX_INPUT_PX: "2000",
};

describe("settings in the environment", () => {
  it("are read into a type", () => {
    expect(readSettings(env)).to.deep.equal({
      destinationBucket: "destination",
      variants,
      maxInputBytes: 1000,
      maxInputPx: 2000,
    });
    expect(readSettings({ ...env, METADATA_TABLE: "table", ENCRYPTION_KEY_ARN: "key" })).to.include({
      metadataTable: "table",
      encryptionKeyArn: "key",
    });
  });

  it("are refused together when they are incomplete", () => {
    expect(() => readSettings({ VARIANTS: "[", MAX_INPUT_PX: "0" })).to.throw(
      Error,
      [
        "incomplete environment:",
        "DESTINATION_BUCKET is not set",
        "VARIANTS: expected JSON",
        "MAX_INPUT_BYTES is not set",
        "MAX_INPUT_BYTES: expected a positive integer",
        "MAX_INPUT_PX: expected a positive integer",
      ].join("\n  "),
    );
    expect(() => readSettings({ ...env, VARIANTS: "[]" })).to.throw("at least one variant");
  });
});
