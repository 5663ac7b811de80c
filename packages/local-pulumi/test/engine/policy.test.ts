import { expect } from "chai";

import type { Pack } from "../../src/engine/policy-gate";
import type { AnalyzedResource, Finding } from "../../src/policy-host/types";
import { deploy, memoryState, THING, urnOf } from "../support/engine/deploy";

const finding = (urn: string, level: Finding["level"] = "mandatory"): Finding => ({
  policy: "rule",
  pack: "pack",
  level,
  message: "no",
  urn,
});

function makePack(
  overrides: Partial<Pack> = {},
): Pack & { readonly seen: AnalyzedResource[]; readonly stack: AnalyzedResource[] } {
  const seen: AnalyzedResource[] = [];
  const stack: AnalyzedResource[] = [];
  return {
    seen,
    stack,
    name: "pack",
    version: "1.0.0",
    rules: [{ name: "rule", enforcementLevel: "remediate" }],
    remediate: ({ properties }) => Promise.resolve({ properties, remediations: [] }),
    analyze: (resource) => {
      seen.push(resource);
      return Promise.resolve([]);
    },
    analyzeStack: (resources) => {
      stack.push(...resources);
      return Promise.resolve([]);
    },
    ...overrides,
  };
}

describe("engine policy gate", () => {
  it("shows every resource's checked inputs before it is made, and all outputs at the end", async () => {
    const pack = makePack();
    await deploy([{ name: "a", inputs: { size: 1 } }], { pack });
    const shown = pack.seen.find(({ name }) => name === "a");
    expect(shown?.properties).to.deep.equal({ size: 1, checked: true });
    expect(shown?.provider).to.include({ type: "pulumi:providers:fake", name: "default_1_2_3" });
    expect(pack.stack.map(({ name }) => name)).to.deep.equal(["default_1_2_3", "a"]);
    expect(pack.stack[1]?.properties).to.include({ arn: "arn:a:1" });
  });

  it("does not show what the program only reads", async () => {
    const pack = makePack();
    const { error, states } = await deploy([{ name: "a" }, { name: "others", read: "id-of-others" }], { pack });
    expect(error).to.equal(undefined);
    expect(states["others"]).to.include({ id: "id-of-others", external: true });
    for (const shown of [pack.seen, pack.stack]) expect(shown.map(({ name }) => name)).not.to.include("others");
  });

  it("does not show what a provider notes for itself, and a remediation leaves it", async () => {
    const pack = makePack({
      remediate: ({ properties: { auto, ...properties } }) =>
        Promise.resolve({ properties: { ...properties, auto: `${String(auto)} again` }, remediations: [] }),
    });
    const { states } = await deploy([{ name: "a", inputs: { auto: "chosen" } }], { pack });
    expect(pack.seen.find(({ name }) => name === "a")?.properties).to.deep.equal({
      ...{ auto: "chosen again", checked: true, choice: 1 },
    });
    expect(states["a"]?.inputs).to.deep.include({ auto: "chosen again", __defaults: ["choice"] });
  });

  it("makes nothing that violates a mandatory rule", async () => {
    const pack = makePack({ analyze: ({ urn, type }) => Promise.resolve(type === THING ? [finding(urn)] : []) });
    const { error, provider, events } = await deploy([{ name: "a" }], { pack });
    expect(error).to.include({ code: "POLICY_VIOLATION" });
    expect(provider.names("create")).to.deep.equal([]);
    expect(events.filter(({ kind }) => kind === "policy")).to.have.length(1);
  });

  it("goes on after an advisory finding", async () => {
    const pack = makePack({ analyze: ({ urn }) => Promise.resolve([finding(urn, "advisory")]) });
    const { error, provider } = await deploy([{ name: "a" }], { pack });
    expect(error).to.equal(undefined);
    expect(provider.names("create")).to.deep.equal(["a"]);
  });

  it("shows every violation in a dry run instead of stopping at the first", async () => {
    const pack = makePack({ analyze: ({ urn, type }) => Promise.resolve(type === THING ? [finding(urn)] : []) });
    const { error, events } = await deploy([{ name: "a" }, { name: "b" }], { pack, dryRun: true });
    expect(error).to.equal(undefined);
    expect(events.filter(({ kind }) => kind === "policy")).to.have.length(2);
  });

  it("refuses a stack that violates a rule as a whole, and then deletes nothing; a dry run goes on", async () => {
    const pack = makePack({ analyzeStack: () => Promise.resolve([finding(urnOf("a"))]) });
    const state = memoryState();
    await deploy([{ name: "old" }], { state });
    const dry = await deploy([{ name: "a" }], { pack, state, dryRun: true });
    expect(dry.error).to.equal(undefined);
    expect(dry.done).to.deep.equal(["create a", "delete old"]);
    const { error, provider } = await deploy([{ name: "a" }], { pack, state });
    expect(error).to.include({ code: "POLICY_VIOLATION" });
    expect(provider.names("delete")).to.deep.equal([]);
    expect(state.names()).to.include("old");
  });

  it("makes a resource as the pack's remediation leaves it, and analyzes that", async () => {
    const seen: unknown[] = [];
    const pack = makePack({
      remediate: ({ properties, type }) =>
        Promise.resolve(
          type === THING
            ? {
                properties: { ...properties, tagged: true },
                remediations: [{ policy: "rule", description: "tagged it" }],
              }
            : { properties, remediations: [] },
        ),
      analyze: ({ properties, type }) => {
        if (type === THING) seen.push(properties);
        return Promise.resolve([]);
      },
    });
    const { states, events } = await deploy([{ name: "a" }], { pack });
    expect(states["a"]?.inputs).to.deep.equal({ checked: true, tagged: true });
    expect(seen).to.deep.equal([{ checked: true, tagged: true }]);
    expect(events.find(({ kind }) => kind === "policy")).to.include({ level: "remediated", message: "tagged it" });
  });
});
