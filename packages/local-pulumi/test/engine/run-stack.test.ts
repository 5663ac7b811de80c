import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { secret, UNKNOWN_VALUE } from "../../src/property-values/wire-form";
import { PROGRAM_DIR, runProgram } from "../support/engine/run-program";

describe("a program in the embedded engine", () => {
  it("comes up with its parents, dependencies, providers, secrets and outputs", async () => {
    const { result, providers, messages } = await runProgram("everything");
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

  it("has unknown outputs in a dry run where only a creation has them", async () => {
    const { result, providers } = await runProgram("everything", { dryRun: true });
    expect(result.failure).to.equal(undefined);
    expect(result.outputs["arn"]).to.equal(UNKNOWN_VALUE);
    expect(result.outputs["answer"]).to.equal(UNKNOWN_VALUE);
    expect(providers.flatMap((provider) => provider.names("create"))).to.deep.equal([]);
    expect(result.resources.find(({ urn }) => urn.endsWith("pair-second"))?.inputs["ref"]).to.equal(UNKNOWN_VALUE);
  });

  it("makes nothing that depends on what failed", async () => {
    const { result, providers } = await runProgram("broken");
    expect(result.failure?.message).to.equal('fake:index:Thing "broken": the machine is on fire');
    expect(providers.flatMap((provider) => provider.names("create"))).to.deep.equal(["broken"]);
  });

  it("reports the line at which the program threw, and deletes nothing after it", async () => {
    const { result, messages } = await runProgram("throws");
    expect(result.failure).to.include({ code: "PROGRAM_FAILED" });
    const output = messages.map(({ message }) => message).join("\n");
    expect(output).to.contain("the program does not feel well");
    // The line of the TypeScript, not of what it was compiled to.
    const line =
      readFileSync(path.join(PROGRAM_DIR, "index.ts"), "utf8").split("does not feel well")[0]?.split("\n").length ?? 0;
    expect(output).to.contain(`index.ts:${line}:`);
  });

  it("knows the id of a resource that it reads, in a dry run too", async () => {
    for (const dryRun of [true, false]) {
      const { result } = await runProgram("reads", { dryRun });
      expect(result.failure).to.equal(undefined);
      expect(result.outputs, `dry run: ${dryRun}`).to.deep.equal({ id: "there" });
    }
  });

  it("is refused by name what only the real engine does", async () => {
    const { result, messages } = await runProgram("asks");
    expect(result.failure?.message).to.equal(
      "existence checks of resources do not work here; use the Pulumi CLI for it",
    );
    expect(messages.map(({ message }) => message)).to.include(result.failure?.message);
  });

  it("is compiled by what the SDK brings along where it has no compiler of its own", async () => {
    const dir = mkdtempSync(path.join(tmpdir(), "program-"));
    try {
      cpSync(PROGRAM_DIR, dir, { recursive: true, filter: (file) => !file.includes("node_modules") });
      mkdirSync(path.join(dir, "node_modules/@pulumi"), { recursive: true });
      const sdkDir = path.dirname(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));
      symlinkSync(sdkDir, path.join(dir, "node_modules/@pulumi/pulumi"), "dir");
      const { result } = await runProgram("reads", { dir });
      expect(result.failure).to.equal(undefined);
      expect(result.outputs).to.deep.equal({ id: "there" });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
