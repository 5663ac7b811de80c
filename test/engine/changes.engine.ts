import { expect } from "chai";
import { expectSuccess } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { processPictures } from "./support/pictures";
import { plannedChanges, type PlannedChange } from "./support/planned-changes";
import type { ConfigValues } from "./support/project-copy";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

const variants = [
  { name: "processed", width: 300, height: 300 },
  { name: "thumb", width: 64, height: 64 },
];

/** Changes of config that do not meet: each is of inputs that no other one is of. */
const changes: ConfigValues = { variants, memoryMb: 2048, logRetentionDays: 90 };

describe("the real engine: a change of config updates only what it must", () => {
  inOrder();
  let under: StackUnderTest;

  before(async function () {
    under = await StackUnderTest.start({ name: "config changes", stack: "dev", config: uploadsOnly });
    expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
  });
  after(() => under.close());

  it("variants, memory and retention: only inputs of functions and log groups that state them", async () => {
    under.project.configure("dev", changes);
    const planned = plannedChanges(await under.script("preview:aws", ["--json"]));
    under.project.configure("dev", Object.fromEntries(Object.keys(changes).map((key) => [key, undefined])));
    expect(inputsByType(planned)).to.deep.equal({
      "update aws:cloudwatch/logGroup:LogGroup": ["retentionInDays"],
      "update aws:lambda/function:Function": ["environment", "memorySize"],
    });
  });

  it("another encryption creates a key and replaces nothing", async () => {
    under.project.configure("dev", { encryption: "kms" });
    const planned = plannedChanges(await under.script("preview:aws", ["--json"]));
    under.project.configure("dev", { encryption: undefined });
    const created = planned.filter(({ op }) => op === "create").map(({ type }) => type);
    expect(created).to.include.members(["aws:kms/key:Key", "aws:kms/alias:Alias"]);
    expect(planned.filter(({ op }) => op !== "create" && op !== "update")).to.deep.equal([]);
  });

  it("an update does what the previews said, and the stack works on", async () => {
    under.project.configure("dev", changes);
    const update = await under.script("deploy", ["--yes"]);
    expectSuccess(update);
    expect(Object.keys(update.changes).sort()).to.deep.equal(["same", "update"]);
    const [first] = await processPictures(under.cloud, await under.outputs(), { keys: ["thumb-cat photo.jpg"] });
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

/** The inputs that differ, by operation and type. */
function inputsByType(planned: readonly PlannedChange[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { op, type, inputs } of planned) {
    const key = `${op} ${type}`;
    found[key] = [...new Set([...(found[key] ?? []), ...inputs])].sort();
  }
  return found;
}
