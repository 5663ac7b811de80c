import { expect } from "chai";
import { expectSuccess } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { processPictures } from "./support/pictures";
import { plannedChanges } from "./support/planned-changes";
import type { ConfigValues } from "./support/project-copy";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

const FUNCTION_TYPE = "aws:lambda/function:Function";
const LOG_GROUP_TYPE = "aws:cloudwatch/logGroup:LogGroup";
const variants = [
  { name: "processed", width: 300, height: 300 },
  { name: "thumb", width: 64, height: 64 },
];

/** A change of config, the only type that it may touch, and the only inputs of it. */
const changes: readonly { title: string; config: ConfigValues; type: string; inputs: string[] }[] = [
  { title: "another variant", config: { variants }, type: FUNCTION_TYPE, inputs: ["environment"] },
  { title: "more memory", config: { memoryMb: 2048 }, type: FUNCTION_TYPE, inputs: ["memorySize"] },
  { title: "longer retention", config: { logRetentionDays: 90 }, type: LOG_GROUP_TYPE, inputs: ["retentionInDays"] },
];

describe("the real engine: a change of config updates only what it must", () => {
  inOrder();
  let under: StackUnderTest;

  before(async function () {
    under = await StackUnderTest.start({ name: "config changes", stack: "dev", config: uploadsOnly });
    expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
  });
  after(() => under.close());

  for (const { title, config, type, inputs } of changes) {
    it(`${title}: ${inputs.join(", ")} of ${type}`, async () => {
      under.project.configure("dev", config);
      const planned = plannedChanges(await under.script("preview:aws", ["--json"]));
      under.project.configure("dev", Object.fromEntries(Object.keys(config).map((key) => [key, undefined])));
      expect(planned).to.not.have.length(0);
      for (const { name, ...change } of planned) expect(change, name).to.deep.equal({ op: "update", type, inputs });
    });
  }

  it("another encryption creates a key and replaces nothing", async () => {
    under.project.configure("dev", { encryption: "kms" });
    const planned = plannedChanges(await under.script("preview:aws", ["--json"]));
    under.project.configure("dev", { encryption: undefined });
    const created = planned.filter(({ op }) => op === "create").map(({ type }) => type);
    expect(created).to.include.members(["aws:kms/key:Key", "aws:kms/alias:Alias"]);
    expect(planned.filter(({ op }) => op !== "create" && op !== "update")).to.deep.equal([]);
  });

  it("an update does what the previews said, and the stack works on", async () => {
    under.project.configure("dev", Object.assign({}, ...changes.map(({ config }) => config)) as ConfigValues);
    const update = await under.script("deploy", ["--yes"]);
    expectSuccess(update);
    expect(Object.keys(update.changes).sort()).to.deep.equal(["same", "update"]);
    const [first] = await processPictures(under.cloud, await under.outputs(), { variant: "thumb" });
    expect(first?.picture).to.equal("jpeg 64x64");
    const { lambda, logs } = under.cloud.services;
    const { functionName = "" } = await under.outputs();
    expect(lambda.function(functionName).config.memoryMb).to.equal(2048);
    expect(logs.group(`/aws/lambda/${functionName}`).retentionInDays).to.equal(90);
  });

  it("leaves nothing to change", async () => {
    expectSuccess(await under.script("preview:aws", ["--expect-no-changes"]));
  });
});
