import { expect } from "chai";
import { startCloud, type Cloud } from "../../packages/local-aws/src/cloud";
import { keptPolicies, setUpAccount } from "./support/deployer";
import { expectSuccess } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { inventory } from "./support/inventory";
import { processPictures } from "./support/pictures";
import { StackUnderTest, type Scenario } from "./support/stack-under-test";

/** Two stacks of one name have backends of their own, as two people have them. */
const scenarios: readonly Scenario[] = [
  { name: "dev beside others", stack: "dev", config: {} },
  { name: "another dev beside it", stack: "dev", config: { workflow: false } },
  { name: "prod beside them", stack: "prod", config: {} },
];

describe("the real engine: stacks side by side in one account and region", () => {
  inOrder();
  const stacks: StackUnderTest[] = [];
  let cloud: Cloud;

  before(async () => {
    cloud = await startCloud();
    setUpAccount(cloud, keptPolicies());
    for (const scenario of scenarios) stacks.push(await StackUnderTest.start(scenario, { cloud }));
  });
  after(async () => {
    for (const stack of stacks) await stack.close();
    await cloud.close();
  });

  it("go up one after the other", async () => {
    for (const stack of stacks) expectSuccess(await stack.script("deploy", ["--yes", "--skip-preview"]));
    const { dashboards = [], tables = [] } = await inventory(cloud);
    expect([dashboards.length, tables.length]).to.deep.equal([2, 3]);
  });

  it("each process what is uploaded to them, and find nothing to change", async () => {
    for (const stack of stacks) {
      expect(await processPictures(cloud, await stack.outputs()), stack.scenario.name).to.have.length(2);
      expectSuccess(await stack.script("preview:aws", ["--expect-no-changes"]));
    }
  });

  it("are destroyed one by one, and the others stay as they are", async () => {
    const [first, second] = stacks;
    if (first === undefined || second === undefined) throw new Error("the stacks are not up");
    expectSuccess(await first.destroy());
    expectSuccess(await second.command(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
    expect(await processPictures(cloud, await second.outputs())).to.have.length(2);
  });
});
