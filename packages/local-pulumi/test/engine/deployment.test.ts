import { expect } from "chai";

import { secret, SIGNATURE_KEY, signatures, UNKNOWN_VALUE } from "../../src/property-values/wire-form";
import { deploy, memoryState, THING, urnOf, type Wanted } from "../support/engine/deploy";

const from = (name: string, key = "ref") => ({
  dependencies: [urnOf(name)],
  propertyDependencies: { [key]: [urnOf(name)] },
});

describe("engine deployment", () => {
  it("checks and creates a resource, with the default provider of its package's version before it", async () => {
    const { states, provider, events } = await deploy([{ name: "a", inputs: { size: 1 } }]);
    expect(states["a"]?.inputs).to.deep.equal({ size: 1, checked: true });
    expect(states["a"]?.outputs).to.deep.equal({ size: 1, checked: true, arn: "arn:a:1" });
    expect(provider.calls[0]).to.deep.equal({ method: "configure", name: "", inputs: { region: "here" } });
    const first = events.find((event) => event.kind === "step");
    expect(first).to.include({ type: "pulumi:providers:fake", name: "default_1_2_3" });
    expect(states["a"]?.provider).to.match(
      /^urn:pulumi:test::project::pulumi:providers:fake::default_1_2_3::[0-9a-f-]{36}$/,
    );
  });

  it("shows what the provider warns of with its resource", async () => {
    const { events } = await deploy([
      { name: "a", inputs: { old: 1 } },
      { name: "b", inputs: {} },
    ]);
    expect(events.filter(({ kind }) => kind === "diagnostic")).to.deep.equal([
      { kind: "diagnostic", severity: "warning", message: "old is deprecated", urn: urnOf("a") },
    ]);
  });

  it("leaves alone what has not changed, updates what can be, replaces what cannot", async () => {
    const state = memoryState();
    const goals = (size: number, name: string): Wanted[] => [
      { name: "same", inputs: {} },
      { name: "sized", inputs: { size } },
      { name: "named", inputs: { name } },
    ];
    await deploy(goals(1, "x"), { state });
    const { done, states, provider } = await deploy(goals(2, "y"), { state });
    expect(done).to.deep.equal(["same same", "update sized", "replace named", "delete named"]);
    expect(states["named"]?.id).to.equal("id-1");
    expect(provider.names("create")).to.deep.equal(["named"]);
    expect(state.names()).to.deep.equal(["default_1_2_3", "same", "sized", "named"]);
  });

  it("deletes what the program no longer declares, each before its dependencies", async () => {
    const state = memoryState();
    await deploy([{ name: "a" }, { name: "b", ...from("a") }, { name: "c", ...from("b") }], { state });
    const { provider } = await deploy([], { state });
    expect(provider.names("delete")).to.deep.equal(["c", "b", "a"]);
    expect(state.names()).to.deep.equal([]);
  });

  it("creates a replacement before it deletes, or after if the provider says so, dependents first", async () => {
    const order = async (exclusive: boolean) => {
      const state = memoryState();
      const goals = (name: string): Wanted[] => [
        { name: "base", inputs: { name, exclusive } },
        { name: "user", inputs: { name: `${name} user` }, ...from("base", "name") },
      ];
      await deploy(goals("x"), { state });
      const { provider } = await deploy(goals("y"), { state });
      return provider.calls
        .filter(({ method }) => method === "create" || method === "delete")
        .map(({ method, name }) => `${method} ${name}`);
    };
    expect(await order(false)).to.deep.equal(["create base", "create user", "delete user", "delete base"]);
    expect(await order(true)).to.deep.equal(["delete user", "delete base", "create base", "create user"]);
  });

  it("has the provider choose again for a replacement, and for nothing else", async () => {
    const state = memoryState();
    const choices = async (name: string, firstChoice: number) => {
      const { provider, states } = await deploy([{ name: "a", inputs: { name, auto: true } }], { state, firstChoice });
      const created = provider.calls.filter(({ method }) => method === "create").map(({ inputs }) => inputs);
      return [states["a"]?.inputs["choice"], ...created.map((inputs) => (inputs as { choice: number }).choice)];
    };
    expect(await choices("x", 1)).to.deep.equal([1, 1]);
    expect(await choices("x", 10)).to.deep.equal([1]);
    expect(await choices("y", 20)).to.deep.equal([20, 20]);
    expect(await choices("y", 30)).to.deep.equal([20]);
  });

  it("keeps what a provider notes for itself in the state, and shows it to nobody", async () => {
    const state = memoryState();
    const noted = { name: "a", inputs: { size: 1, auto: true } };
    const dry = await deploy([noted], { state, dryRun: true });
    expect(dry.states["a"]?.outputs).to.deep.equal({ size: 1, auto: true, checked: true, choice: 1 });
    const { events, states } = await deploy([noted], { state });
    expect(states["a"]?.inputs).to.have.property("__defaults");
    const update = await deploy([{ ...noted, inputs: { size: 2, auto: true } }], { state, dryRun: true });
    expect(update.done).to.deep.equal(["update a"]);
    expect(update.states["a"]?.outputs).to.include({ choice: 1 });
    const removal = await deploy([], { state });
    for (const event of [...dry.events, ...events, ...update.events, ...removal.events])
      expect(JSON.stringify(event)).to.not.contain("__defaults");
    await deploy([noted], { state, firstChoice: 1 });
    const given = { name: "a", inputs: { size: 1, auto: true, choice: 1 }, replaceOnChanges: ["*"] };
    const { done, states: last } = await deploy([given], { state });
    expect(done).to.deep.equal(["same a"]);
    expect(last["a"]?.inputs["__defaults"]).to.deep.equal([]);
  });

  it("keeps a protected resource and reports it", async () => {
    const state = memoryState();
    await deploy([{ name: "a", protect: true }], { state });
    const { error, provider } = await deploy([], { state });
    expect(error).to.include({ code: "PROTECTED" });
    expect(provider.names("delete")).to.deep.equal([]);
    expect(state.names()).to.include("a");
    const replaced = await deploy([{ name: "a", protect: true, inputs: { name: "other" } }], { state });
    expect(replaced.error).to.include({ code: "PROTECTED" });
    expect(replaced.provider.names("create")).to.deep.equal([]);
  });

  it("forgets without deleting what is retained or deleted with another", async () => {
    const state = memoryState();
    await deploy([{ name: "a" }, { name: "b", retainOnDelete: true }, { name: "c", deletedWith: urnOf("a") }], {
      state,
    });
    const { provider } = await deploy([], { state });
    expect(provider.names("delete")).to.deep.equal(["a"]);
  });

  it("ignores the changes that the program names, and replaces on those that it names", async () => {
    const state = memoryState();
    await deploy(
      [
        { name: "a", inputs: { size: 1 } },
        { name: "b", inputs: { size: 1 } },
      ],
      { state },
    );
    const { done, states } = await deploy(
      [
        { name: "a", inputs: { size: 2 }, ignoreChanges: ["size"] },
        { name: "b", inputs: { size: 2 }, replaceOnChanges: ["size"] },
      ],
      { state },
    );
    expect(done).to.deep.equal(["same a", "replace b", "delete b"]);
    expect(states["a"]?.inputs["size"]).to.equal(1);
  });

  it("takes a resource over from its former name", async () => {
    const state = memoryState();
    await deploy([{ name: "old", inputs: { size: 1 } }], { state });
    const { done } = await deploy([{ name: "new", inputs: { size: 1 }, aliases: [{ name: "old" }] }], { state });
    expect(done).to.deep.equal(["same new"]);
  });

  it("keeps secrets secret in the outputs, also where the provider does not", async () => {
    const { states } = await deploy([
      { name: "a", inputs: { password: secret("x"), leak: secret("y"), size: 1 }, additionalSecretOutputs: ["arn"] },
    ]);
    expect(states["a"]?.outputs["password"]).to.deep.equal(secret("x"));
    expect(states["a"]?.outputs["arn"]).to.deep.equal(secret("arn:a:1"));
    expect(states["a"]?.outputs["leak"]).to.deep.equal(secret("in clear"));
    expect(states["a"]?.outputs["size"]).to.equal(1);
  });

  it("sees a changed file behind the same path", async () => {
    const asset = { [SIGNATURE_KEY]: signatures.asset, text: "one" };
    const { states } = await deploy([
      { name: "a", inputs: { code: { [SIGNATURE_KEY]: signatures.archive, assets: { "i.js": asset } } } },
    ]);
    const again = await deploy([
      {
        name: "a",
        inputs: { code: { [SIGNATURE_KEY]: signatures.archive, assets: { "i.js": { ...asset, text: "two" } } } },
      },
    ]);
    expect(states["a"]?.inputs["code"])
      .to.have.property("hash")
      .that.matches(/^[0-9a-f]{64}$/);
    expect(states["a"]?.inputs["code"]).not.to.deep.equal(again.states["a"]?.inputs["code"]);
  });

  it("names the resource that a check refuses, and does nothing after it", async () => {
    const { error, provider, events } = await deploy([{ name: "a", inputs: { bad: true } }, { name: "b" }]);
    expect(error).to.include({
      code: "RESOURCE_INVALID",
      message: `${THING} "a" is refused:\n  bad: nothing may be bad`,
    });
    expect(provider.names("create")).to.deep.equal([]);
    expect(events.filter(({ kind }) => kind === "diagnostic")).to.have.length(1);
  });

  it("keeps the state of what was made before a failure", async () => {
    const state = memoryState();
    const { error, events } = await deploy([{ name: "a" }, { name: "b", inputs: { broken: true } }], { state });
    expect(events.filter((event) => event.kind === "step" && event.phase === "fail")).to.have.length(1);
    expect(error?.message).to.equal(`${THING} "b": the machine is on fire`);
    expect(state.names()).to.deep.equal(["default_1_2_3", "a"]);
  });

  it("refuses two resources of one name", async () => {
    const { error } = await deploy([{ name: "a" }, { name: "a" }]);
    expect(error?.message).to.contain("duplicate resource");
  });

  it("refuses a package without a provider by name", async () => {
    const { error } = await deploy([{ name: "a", type: "gcp:storage/bucket:Bucket" }]);
    expect(error).to.include({ code: "UNSUPPORTED" });
    expect(error?.message).to.contain('"gcp"');
  });

  it("does nothing in a dry run, and has unknown outputs of what does not exist yet", async () => {
    const state = memoryState();
    const { states, provider, done } = await deploy(
      [
        { name: "a", inputs: { size: 1 } },
        { name: "b", inputs: { ref: UNKNOWN_VALUE } },
      ],
      {
        state,
        dryRun: true,
      },
    );
    expect(done).to.deep.equal(["create a", "create b"]);
    expect(states["a"]).not.to.have.property("id");
    expect(states["a"]?.outputs).to.deep.equal({ size: 1, checked: true });
    expect(provider.names("create")).to.deep.equal([]);
    expect(state.names()).to.deep.equal([]);
  });

  it("keeps known in a dry run what an update will not touch", async () => {
    const state = memoryState();
    await deploy([{ name: "a", inputs: { size: 1 } }], { state });
    const { states, done } = await deploy([{ name: "a", inputs: { size: 2 } }], { state, dryRun: true });
    expect(done).to.deep.equal(["update a"]);
    expect(states["a"]?.outputs).to.deep.equal({ size: 2, checked: true, arn: "arn:a:1" });
  });
});
