import path from "node:path";
import { expect } from "chai";
import { canonicalStack } from "./support/canonical-stack";
import { derivedPolicies } from "./support/deployer";
import { differences } from "./support/differences";
import { expectSuccess, mandatory } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { inventory } from "./support/inventory";
import { processPictures, recordStatuses } from "./support/pictures";
import type { CommandResult } from "./support/pulumi";
import { ProjectCopy } from "./support/project-copy";
import { runInSmallEngine, type SmallRun } from "./support/small-engine";
import { StackUnderTest, type Scenario } from "./support/stack-under-test";
import { stacks, switches } from "./switches";

/** `ENGINE_TESTS=all` takes every scenario; without it those that differ most, for a bounded run. */
const scenarios =
  process.env.ENGINE_TESTS === "all" ? [...stacks, ...switches] : stacks.filter(({ name }) => name !== "full");

describe("the real engine: from preview to destroy", () => {
  for (const scenario of scenarios) describe(scenario.name, () => lifecycle(scenario));
});

function lifecycle(scenario: Scenario): void {
  inOrder();
  const { stack, config } = scenario;
  const prefix = typeof config["uploadPrefix"] === "string" ? config["uploadPrefix"] : "";
  let under: StackUnderTest;
  let small: SmallRun;
  let preview: CommandResult;
  let up: CommandResult;

  before(async () => {
    const copy = new ProjectCopy();
    try {
      copy.configure(stack, config);
      small = await runInSmallEngine(copy, stack, path.join(copy.dir, "policy-config.json"));
    } finally {
      copy.remove();
    }
    // The policies of the repository are derived from its stacks. One derived from `prod` alone may not empty buckets.
    const policies = stacks.includes(scenario) ? undefined : derivedPolicies(small.resources);
    under = await StackUnderTest.start(scenario, { policies });
  });
  after(() => under.close());

  it("previews without a violation, and does nothing", async () => {
    preview = await under.previewerScript();
    expectSuccess(preview);
    expect(Object.keys(preview.changes)).to.deep.equal(["create"]);
    expect(mandatory(preview)).to.deep.equal([]);
    expect(await inventory(under.cloud)).to.deep.equal({});
  });

  it("creates what the preview said", async () => {
    up = await under.script("deploy", ["--yes"]);
    expectSuccess(up);
    expect(up.changes).to.deep.equal(preview.changes);
    expect(mandatory(up)).to.deep.equal([]);
  });

  it("turns uploads into results and records", async () => {
    const outputs = await under.outputs();
    const results = await processPictures(under.cloud, outputs, { prefix });
    expect(results).to.deep.equal([
      { key: `processed-${prefix}cat photo.jpg`, picture: "jpeg 300x300", contentType: "image/jpeg" },
      { key: `processed-${prefix}logo.png`, picture: "png 300x300", contentType: "image/png" },
    ]);
    const expected = config["metadata"] === false ? {} : { PROCESSED: 2 };
    expect(await recordStatuses(under.cloud, outputs["metadataTable"])).to.deep.equal(expected);
  });

  it("finds nothing to change the second time", async () => {
    expectSuccess(await under.script("preview:aws", ["--expect-no-changes"]));
  });

  it("is the same stack as this project's own engine makes", async () => {
    const { resources = [] } = await under.pulumi.exportState(stack);
    const real = canonicalStack(resources, under.cloud.endpoint);
    const ours = canonicalStack(small.resources, small.endpoint);
    expect(differences(Object.fromEntries(ours), Object.fromEntries(real)).join("\n")).to.equal("");
    expect(small.findings.map(({ policy, level, urn = "" }) => `${level} ${policy} ${urn}`).sort()).to.deep.equal(
      up.findings
        .map(
          ({ policyName, enforcementLevel, resourceUrn = "" }) =>
            `${enforcementLevel} ${policyName} ${isStack(resourceUrn) ? "" : resourceUrn}`,
        )
        .sort(),
    );
  });

  it("changes what its config changes, and nothing is found to be drifted", async () => {
    under.project.configure(stack, { memoryMb: 1536, logRetentionDays: 545, jpegQuality: 80 });
    const changed = await under.script("deploy", ["--yes"]);
    expectSuccess(changed);
    expect(Object.keys(changed.changes).sort()).to.deep.equal(["same", "update"]);
    expectSuccess(await under.command(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
  });

  it("shows a previewer the same, who may not change anything", async () => {
    expectSuccess(await under.previewerScript(["--refresh", "--expect-no-changes"]));
    under.project.configure(stack, { memoryMb: 1792 });
    const refused = await under.deployAsPreviewer();
    under.project.configure(stack, { memoryMb: 1536 });
    expect(refused.code).to.not.equal(0);
    expect(refused.problems.join("\n")).to.include("not authorized to perform: lambda:UpdateFunctionConfiguration");
  });

  it("destroys everything, and leaves nothing", async () => {
    if (stack === "prod") {
      const before = await inventory(under.cloud);
      const refused = await under.destroy();
      expect(refused.code, "a protected stack was destroyed").to.not.equal(0);
      expect(await inventory(under.cloud)).to.deep.equal(before);
      under.project.configure(stack, { production: false });
      expectSuccess(await under.script("deploy", ["--yes"]));
    }
    expectSuccess(await under.destroy());
    expect(await inventory(under.cloud)).to.deep.equal({});
    expect((await under.pulumi.exportState(stack)).resources ?? []).to.deep.equal([]);
  });
}

/** What is said of the stack as a whole, the CLI puts down to the stack's own resource. */
function isStack(urn: string): boolean {
  return urn.includes("::pulumi:pulumi:Stack::");
}
