import { join } from "node:path";

import { expect } from "chai";

import { readPackConfig, reconcileConfig } from "../../src/policy-host/pack-config";
import { TemporaryFolders } from "../../../../test/support/policy/packs";

const folders = new TemporaryFolders();
const read = (text: string) => readPackConfig(join(folders.with({ "config.json": text }), "config.json"));

describe("readPackConfig", () => {
  after(() => folders.remove());

  it("reads levels and parameters", () => {
    const config = read('{ "all": "advisory", "a": { "enforcementLevel": "disabled", "days": 3 }, "b": {} }');
    expect([...config]).to.deep.equal([
      ["all", { enforcementLevel: "advisory", properties: {} }],
      ["a", { enforcementLevel: "disabled", properties: { days: 3 } }],
      ["b", { properties: {} }],
    ]);
  });

  it("takes an empty file as no configuration", () => {
    expect(read(" \n").size).to.equal(0);
  });

  const wrong: [text: string, problem: RegExp][] = [
    ["{", /is not JSON/],
    ["[]", /expected an object whose keys are rules/],
    [
      '{ "a": "mandatoy" }',
      /"a": expected a level \(advisory, mandatory, remediate, disabled\) but received "mandatoy"/,
    ],
    ['{ "a": { "enforcementLevel": 1 } }', /"a": expected a level/],
    ['{ "environments": ["team/dev"] }', /"environments" are kept by Pulumi Cloud/],
    ['{ "a": 1 }', /"a": expected a level or an object but received 1/],
  ];
  for (const [text, problem] of wrong) {
    it(`refuses ${text}`, () => {
      expect(() => read(text))
        .to.throw(problem)
        .with.property("code", "POLICY_CONFIG_INVALID");
    });
  }

  it("refuses a file that does not exist", () => {
    expect(() => readPackConfig("/nowhere.json"))
      .to.throw(/cannot be read/)
      .with.property("code", "POLICY_CONFIG_INVALID");
  });
});

describe("reconcileConfig", () => {
  const schema = {
    properties: { days: { type: "integer", default: 1 }, list: { type: "array", default: [1] } },
    required: [],
  };
  const rules = [
    { name: "a", enforcementLevel: "mandatory" as const, schema },
    { name: "b", enforcementLevel: "advisory" as const },
  ];

  it("applies the layers in order, `all` before the single rules", () => {
    const author = new Map([["a", { enforcementLevel: "remediate" as const, properties: { days: 2 } }]]);
    const user = new Map([
      ["b", { enforcementLevel: "advisory" as const, properties: {} }],
      ["all", { enforcementLevel: "disabled" as const, properties: {} }],
    ]);
    expect([...reconcileConfig(rules, [author, user])]).to.deep.equal([
      ["a", { enforcementLevel: "disabled", properties: { days: 2, list: [1] } }],
      ["b", { enforcementLevel: "advisory", properties: {} }],
    ]);
  });

  it("gives each pack its own copy of a default", () => {
    const [first, second] = [reconcileConfig(rules, []), reconcileConfig(rules, [])];
    expect(first.get("a")?.properties["list"]).not.to.equal(second.get("a")?.properties["list"]);
  });

  it("refuses what is required and missing", () => {
    const strict = [
      { name: "a", enforcementLevel: "mandatory" as const, schema: { properties: {}, required: ["owner"] } },
    ];
    expect(() => reconcileConfig(strict, [])).to.throw("a: owner is required");
  });
});
