import { expect } from "chai";

import { UNKNOWN_VALUE } from "../../src/property-values/wire-form";
import { runProgram } from "../support/engine/run-program";

const nameOf = ({ urn }: { readonly urn: string }) => urn.slice(urn.lastIndexOf("::") + 2);

describe("a component that a plugin constructs", () => {
  it("has its resources, outputs and providers in the stack of the program", async () => {
    const { result } = await runProgram("constructs");
    expect(result.failure).to.equal(undefined);
    const byName = new Map(result.resources.map((state) => [nameOf(state), state]));
    expect(byName.get("mine-0")?.urn).to.equal(
      "urn:pulumi:test::engine-test::pairs:index:Pairs$fake:index:Thing::mine-0",
    );
    const component = result.resources.find(({ urn }) => urn.endsWith("pairs:index:Pairs::mine"));
    const stack = result.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    expect(component?.parent).to.equal(stack?.urn);
    expect(byName.get("mine-1")?.provider).to.match(/::mine::/);
    expect(byName.get("other-0")?.provider).to.match(/::default/);
    expect(byName.get("mine-0")?.inputs).to.deep.include({ label: byName.get("label")?.outputs["arn"] });
    expect(byName.get("other-0")?.inputs).to.deep.include({ label: "plain" });
    const arns = ["mine-0", "mine-1"].map((name) => byName.get(name)?.outputs["arn"] as string);
    expect(result.outputs).to.deep.equal({ arn: arns.join(), other: byName.get("other-0")?.outputs["arn"] });
  });

  it("has outputs that are unknown in a preview", async () => {
    const { result } = await runProgram("constructs", { dryRun: true });
    expect(result.failure).to.equal(undefined);
    expect(result.outputs).to.deep.equal({ arn: UNKNOWN_VALUE, other: UNKNOWN_VALUE });
    expect(result.resources.map(nameOf)).to.include.members(["mine-0", "mine-1", "other-0"]);
  });

  it("fails the run with what the plugin says", async () => {
    const { result } = await runProgram("constructs nothing");
    expect(result.failure).to.include({ code: "RESOURCE_FAILED", message: "count: expected 1 or more, got 0" });
  });

  it("fails the run where one of its resources cannot be made", async () => {
    const { result } = await runProgram("constructs what fails");
    expect(result.failure?.message).to.equal('fake:index:Thing "burning-0": the machine is on fire');
  });

  it("is of a package that Pulumi.yaml names", async () => {
    const { result } = await runProgram("constructs of an unknown package");
    expect(result.failure).to.include({
      code: "UNSUPPORTED",
      message:
        'package "nobody": expected a folder with a PulumiPlugin.yaml under "packages" of Pulumi.yaml; it names none',
    });
  });
});
