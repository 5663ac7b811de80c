import { readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import type { EngineEvent } from "../../src/engine/events";
import { readProject } from "../../src/engine/project";
import { runStack } from "../../src/engine/run-stack";
import { secret, UNKNOWN_VALUE } from "../../src/property-values/wire-form";
import { FakeProvider } from "../support/engine/fake-provider";

const project = readProject(path.join(__dirname, "../support/engine/program"));

async function run(scenario: string, dryRun = false) {
  const providers: FakeProvider[] = [];
  const events: EngineEvent[] = [];
  const make = () => {
    const provider = new FakeProvider();
    providers.push(provider);
    return provider;
  };
  const result = await runStack({
    project,
    stack: "test",
    config: { values: { "engine-test:scenario": scenario }, secretKeys: [] },
    providers: () => Promise.resolve({ fake: make }),
    dryRun,
    onEvent: (event) => events.push(event),
  });
  const messages = events.flatMap((event) =>
    event.kind === "diagnostic" && event.severity !== "debug" ? [event] : [],
  );
  return { result, providers, messages };
}

describe("a program in the embedded engine", () => {
  it("comes up with its parents, dependencies, providers, secrets and outputs", async () => {
    const { result, providers, messages } = await run("everything");
    expect(result.failure).to.equal(undefined);
    const byName = new Map(result.resources.map((state) => [state.urn.slice(state.urn.lastIndexOf("::") + 2), state]));
    const pair = byName.get("pair");
    const [first, second, other] = ["pair-first", "pair-second", "other"].map((name) => byName.get(name));
    expect(second?.urn).to.equal("urn:pulumi:test::engine-test::engine-test:index:Pair$fake:index:Thing::pair-second");
    expect(second?.parent).to.equal(pair?.urn);
    expect(second?.dependencies).to.deep.equal([first?.urn]);
    expect(second?.propertyDependencies).to.deep.equal({ ref: [first?.urn], whole: [first?.urn] });
    expect(second?.inputs).to.deep.include({ ref: "arn:pair-first:1", whole: "id-1" });
    expect(first?.inputs["password"]).to.deep.equal(secret("hush"));
    expect(pair?.outputs).to.deep.equal({ second: "arn:pair-second:2" });
    expect(other?.dependencies).to.have.members([first?.urn, second?.urn]);
    expect(other?.provider).to.match(/::mine::/);
    expect(providers.flatMap(({ calls }) => calls).filter(({ method }) => method === "configure")).to.deep.include({
      method: "configure",
      name: "",
      inputs: { zone: "7" },
    });
    expect(result.outputs).to.deep.equal({ arn: "arn:pair-second:2", password: "hush", answer: 42 });
    expect(result.markedOutputs["password"]).to.deep.equal(secret("hush"));
    // The stack, the component, the explicit provider and three things: the default provider does not count.
    expect(result.changes).to.deep.equal({ create: 6 });
    expect(messages.map(({ severity, message }) => `${severity}: ${message}`)).to.have.members([
      "info: printed",
      "warning: look out",
    ]);
  });

  it("is not told in a dry run what only a creation can tell", async () => {
    const { result, providers } = await run("everything", true);
    expect(result.failure).to.equal(undefined);
    expect(result.outputs["arn"]).to.equal(UNKNOWN_VALUE);
    expect(result.outputs["answer"]).to.equal(UNKNOWN_VALUE);
    expect(providers.flatMap((provider) => provider.names("create"))).to.deep.equal([]);
    expect(result.resources.find(({ urn }) => urn.endsWith("pair-second"))?.inputs["ref"]).to.equal(UNKNOWN_VALUE);
  });

  it("makes nothing that depends on what failed", async () => {
    const { result, providers } = await run("broken");
    expect(result.failure?.message).to.equal('fake:index:Thing "broken": the machine is on fire');
    expect(providers.flatMap((provider) => provider.names("create"))).to.deep.equal(["broken"]);
  });

  it("tells where the program threw, and deletes nothing after it", async () => {
    const { result, messages } = await run("throws");
    expect(result.failure).to.include({ code: "PROGRAM_FAILED" });
    const said = messages.map(({ message }) => message).join("\n");
    expect(said).to.contain("the program does not feel well");
    // The line of the TypeScript, not of what it was compiled to.
    const line =
      readFileSync(path.join(project.dir, "index.ts"), "utf8").split("does not feel well")[0]?.split("\n").length ?? 0;
    expect(said).to.contain(`index.ts:${line}:`);
  });
});
