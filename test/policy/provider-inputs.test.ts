import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { providerInputs } from "../support/policy/provider-inputs";

const FILE = join(__dirname, "../../policy/src/testing/data/provider-inputs.json");

describe("what the pack's test helper knows of the provider's inputs", () => {
  it("is what the embedded provider does: npm run provider-inputs", () => {
    expect(readFileSync(FILE, "utf8")).to.equal(providerInputs());
  });

  it("has names, defaults and those of nested inputs of the types that it knows", () => {
    const { types } = JSON.parse(providerInputs()) as { types: Record<string, unknown> };
    expect(Object.keys(types)).to.have.length.of.at.least(30);
    expect(types["aws:s3/bucket:Bucket"]).to.deep.include({
      autoName: { property: "bucket", prefixProperty: "bucketPrefix", lowerCase: true },
    });
    expect(types["aws:lambda/function:Function"]).to.have.nested.include({ "defaults.memorySize": 128 });
  });
});
