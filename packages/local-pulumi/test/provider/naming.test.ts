import { expect } from "chai";

import { nameFor } from "../../src/provider/naming";

const auto = { property: "name", prefixProperty: "namePrefix", maxLength: 64 };
const URN = "urn:pulumi:test::test::aws:sns/topic:Topic::alerts";

describe("the name of a resource that has none", () => {
  it("is the logical name with seven digits behind it, within the limit", () => {
    expect(nameFor(auto, URN, {}, {})["name"]).to.match(/^alerts-[0-9a-f]{7}$/);
    expect(nameFor({ ...auto, maxLength: 12 }, URN, {}, {})["name"]).to.match(/^aler-[0-9a-f]{7}$/);
  });

  it("stays in the next update, also under another logical name", () => {
    expect(nameFor(auto, URN, {}, { name: "alerts-0123abc" })["name"]).to.equal("alerts-0123abc");
    expect(nameFor(auto, URN, {}, { name: "former-0123abc" })["name"]).to.equal("former-0123abc");
  });

  it("is a new one where the program gave one before", () => {
    expect(nameFor(auto, URN, {}, { name: "image-alerts" })["name"]).to.match(/^alerts-[0-9a-f]{7}$/);
  });

  it("begins with the prefix, and stays as long as the prefix does", () => {
    const { name } = nameFor(auto, URN, { namePrefix: "p/" }, {});
    expect(name).to.match(/^p\/[0-9a-f]{26}$/);
    expect(nameFor(auto, URN, { namePrefix: "p/" }, { namePrefix: "p/", name })["name"]).to.equal(name);
    expect(nameFor(auto, URN, { namePrefix: "q/" }, { namePrefix: "p/", name })["name"]).to.match(/^q\//);
  });

  it("is the program's where it gives one", () => {
    expect(nameFor(auto, URN, { name: "mine" }, { name: "alerts-0123abc" })).to.deep.equal({ name: "mine" });
  });
});
