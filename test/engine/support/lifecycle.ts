import path from "node:path";
import { expect } from "chai";
import { canonicalStack } from "./canonical-stack";
import { derivedPolicies, keptPolicies } from "./deployer";
import { differences } from "./differences";
import { expectSuccess, findingsOf, mandatory } from "./expectations";
import { inOrder } from "./in-order";
import { inventory, inventoryThatStays, withoutRandomDigits } from "./inventory";
import { processPictures, recordStatuses, type Result } from "./pictures";
import type { CommandResult } from "./pulumi";
import { ProjectCopy, type ConfigValues } from "./project-copy";
import { runInSmallEngine, type SmallRun } from "./small-engine";
import { StackUnderTest, type Scenario } from "./stack-under-test";
import { hasWebhook, withReceiver, type WebhookReceiver } from "./webhook-receiver";

interface LifecycleOptions {
  /** Policies of both roles: derived from the stack (default), or those that the repository holds. */
  readonly policies?: "derived" | "kept";
  /** Some of the results of "cat photo.jpg" and "logo.png", of 640 x 480 pixels. Default: those of `processed`. */
  readonly results?: readonly Result[];
  /** Where each is put, by its name. Default: below `uploadPrefix`. */
  readonly prefix?: Readonly<Record<string, string>>;
  /** True leaves out the refresh and what the previewer does after it. Default false. */
  readonly isBrief?: boolean;
}

/**
 * The tests of a stack's life with the real CLI, as the previewer and the deployer with their policies enforced:
 * preview, up, no change, a change, destroy. The stack is the same as this project's own engine makes. Call it in a
 * suite's body.
 */
export function lifecycle(scenario: Scenario, options: LifecycleOptions = {}): void {
  inOrder();
  const { stack } = scenario;
  const { policies = "derived", isBrief = false } = options;
  const prefix = typeof scenario.config["uploadPrefix"] === "string" ? scenario.config["uploadPrefix"] : "";
  const results = options.results ?? [
    { key: `processed-${prefix}cat photo.jpg`, picture: "jpeg 300x300", contentType: "image/jpeg" },
    { key: `processed-${prefix}logo.png`, picture: "png 300x300", contentType: "image/png" },
  ];
  let under: StackUnderTest;
  let small: SmallRun;
  let preview: CommandResult;
  let up: CommandResult;
  let config: ConfigValues;
  let receiver: WebhookReceiver | undefined;

  before(async () => {
    ({ config, receiver } = await withReceiver(scenario.config));
    const copy = new ProjectCopy();
    try {
      copy.configure(stack, config);
      small = await runInSmallEngine(copy, stack, path.join(copy.dir, "policy-config.json"));
    } finally {
      copy.remove();
    }
    under = await StackUnderTest.start(
      { ...scenario, config },
      { policies: policies === "derived" ? derivedPolicies(small.resources) : keptPolicies() },
    );
    receiver?.makeSecret(under.cloud);
  });
  after(async () => {
    await under.close();
    await receiver?.close();
  });

  it("previews without a violation, and does nothing", async () => {
    preview = await under.previewerScript();
    expectSuccess(preview);
    expect(Object.keys(preview.changes)).to.deep.equal(["create"]);
    expect(mandatory(preview)).to.deep.equal([]);
    expect(await inventory(under.cloud)).to.deep.equal({});
  });

  it("creates what the preview said", async () => {
    up = await under.script("deploy", ["--yes", "--skip-preview"]);
    expectSuccess(up);
    expect(up.changes).to.deep.equal(preview.changes);
    // An exception of the repository's stacks that another setting makes superfluous is a finding of its own.
    expect(findingsOf(up).filter((finding) => !finding.startsWith("pack-exceptions "))).to.deep.equal([]);
  });

  it("turns uploads into results and records", async () => {
    const outputs = await under.outputs();
    const keys = results.map(({ key }) => key);
    expect(await processPictures(under.cloud, outputs, { prefix: options.prefix ?? prefix, keys })).to.deep.equal(
      results,
    );
    const expected = config["metadata"] === false ? {} : { PROCESSED: 2 };
    expect(await recordStatuses(under.cloud, outputs["metadataTable"])).to.deep.equal(expected);
  });

  if (hasWebhook(scenario.config))
    it("sends an event of each image to the webhook, signed", () => {
      const statuses = receiver?.verified().map(({ data }) => data.status);
      expect(statuses).to.deep.equal(["PROCESSED", "PROCESSED"]);
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

  it("changes what its config changes", async () => {
    under.project.configure(stack, { memoryMb: 1536, logRetentionDays: 545, jpegQuality: 80 });
    const changed = await under.script("deploy", ["--yes", "--skip-preview"]);
    expectSuccess(changed);
    expect(Object.keys(changed.changes).sort()).to.deep.equal(["same", "update"]);
    expect(mandatory(changed)).to.deep.equal([]);
  });

  if (!isBrief) inspection(() => under, stack);

  it("destroys everything, and leaves nothing", async () => {
    if (config["production"] ?? stack === "prod") {
      const before = await inventory(under.cloud);
      const refused = await under.destroy();
      expect(refused.code, "a protected stack was destroyed").to.not.equal(0);
      expect(await inventory(under.cloud)).to.deep.equal(before);
      under.project.configure(stack, { production: false });
      expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
    }
    expectSuccess(await under.destroy());
    expect(withoutRandomDigits(await inventory(under.cloud))).to.deep.equal(inventoryThatStays(config));
    expect((await under.pulumi.exportState(stack)).resources ?? []).to.deep.equal([]);
  });
}

/** What a refresh finds, and what the previewer sees and may not do, of a stack that is up with 1,536 MB of memory. */
function inspection(stackUp: () => StackUnderTest, stack: string): void {
  it("is not found to be drifted", async () => {
    expectSuccess(await stackUp().command(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
  });

  it("shows a previewer the same, who may not change anything", async () => {
    expectSuccess(await stackUp().previewerScript(["--refresh", "--expect-no-changes"]));
    stackUp().project.configure(stack, { memoryMb: 1792 });
    const refused = await stackUp().deployAsPreviewer();
    stackUp().project.configure(stack, { memoryMb: 1536 });
    expect(refused.code).to.not.equal(0);
    expect(refused.problems.join("\n")).to.include("not authorized to perform: lambda:UpdateFunctionConfiguration");
  });
}

/** What is said of the stack as a whole, the CLI puts down to the stack's own resource. */
function isStack(urn: string): boolean {
  return urn.includes("::pulumi:pulumi:Stack::");
}
