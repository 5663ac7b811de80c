import { expect } from "chai";

import { ProviderDriver, UNKNOWN_ON_WIRE, type Bag } from "../support/cloud/provider";
import { policy, trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const TOPIC = "aws:sns/topic:Topic";
const ROLE = "aws:iam/role:Role";
const RULE = "aws:cloudwatch/eventRule:EventRule";

/** Longest logical name that each type takes, and the name that the package makes of one. */
const types: readonly (readonly [token: string, property: string, longest: number, inputs: Bag, made: RegExp])[] = [
  ["aws:s3/bucket:Bucket", "bucket", 55, {}, /^thing-[0-9a-f]{7}$/],
  ["aws:sqs/queue:Queue", "name", 72, {}, /^Thing-[0-9a-f]{7}$/],
  [TOPIC, "name", 72, {}, /^Thing-[0-9a-f]{7}$/],
  [ROLE, "name", 56, { assumeRolePolicy: trust() }, /^Thing-[0-9a-f]{7}$/],
  ["aws:kms/alias:Alias", "name", 230, { targetKeyId: "k" }, /^alias\/Thing-[0-9a-f]{7}$/],
  ["aws:cloudwatch/eventRule:EventRule", "name", 56, { eventPattern: '{"source":["a"]}' }, /^Thing-[0-9a-f]{7}$/],
  ["aws:cloudwatch/logGroup:LogGroup", "name", 247, {}, /^Thing-[0-9a-f]{7}$/],
  ["aws:apigateway/restApi:RestApi", "name", 247, {}, /^Thing-[0-9a-f]{7}$/],
  ["aws:apigateway/usagePlan:UsagePlan", "name", 247, {}, /^Thing-[0-9a-f]{7}$/],
  [
    "aws:lambda/permission:Permission",
    "statementId",
    92,
    { action: "lambda:InvokeFunction", function: "f", principal: "s3.amazonaws.com" },
    /^Thing-[0-9a-f]{7}$/,
  ],
];

describe("the name of a resource that has none", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  for (const [token, property, longest, inputs, made] of types) {
    it(`is the logical name with seven digits, and is never cut: ${token}`, async () => {
      const checked = await driver.checked(token, "Thing", inputs);
      expect(checked[property]).to.match(made);
      expect(checked["__defaults"]).to.include(property);
      const longName = String((await driver.checked(token, "x".repeat(longest), inputs))[property]);
      expect(longName.replace("alias/", "")).to.have.length(longest + 8);
      const [failure = "", ...others] = await driver.failures(token, inputs, "x".repeat(longest + 1));
      expect(others).to.deep.equal([]);
      expect(failure).to.include(
        `${property}: could not make instance of '${token}': name '${"x".repeat(longest + 1)}-' plus 7 random chars ` +
          `is longer than maximum length ${longest + 8}`,
      );
    });
  }

  it("may be one that the service refuses", async () => {
    const statements = policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const inputs = { policy: statements, role: "r" };
    expect(await driver.failures("aws:iam/rolePolicy:RolePolicy", inputs, "x".repeat(120))).to.deep.equal([]);
    const [refused] = await driver.failures("aws:iam/rolePolicy:RolePolicy", inputs, "x".repeat(121));
    expect(refused).to.match(/^name: expected 1 to 128 characters, got 129/);
    const [model] = await driver.failures("aws:apigateway/model:Model", { restApi: "a", contentType: "a/b" });
    expect(model).to.match(/^name: expected a name of letters and digits, got "thing-/);
  });

  it("stays in the next update, also under another logical name", async () => {
    const first = await driver.checked(TOPIC, "alerts", {});
    expect((await driver.checked(TOPIC, "alerts", {}, first))["name"]).to.equal(first["name"]);
    expect((await driver.checked(TOPIC, "alarms", {}, first))["name"]).to.equal(first["name"]);
  });

  it("is a new one where the program gave one before, also one that looks made", async () => {
    for (const name of ["image-alerts", "alerts-0123abc"]) {
      const first = await driver.checked(TOPIC, "alerts", { name });
      const second = await driver.checked(TOPIC, "alerts", {}, first);
      expect(second["name"])
        .to.match(/^alerts-[0-9a-f]{7}$/)
        .and.not.equal(name);
      const made = await driver.create(TOPIC, "alerts", { name });
      expect(await driver.plan(made, {})).to.equal("replace name");
      await driver.delete(made);
    }
  });

  it("is made with the resource where a program gives a prefix, and stays as long as the prefix does", async () => {
    const inputs = { namePrefix: "p-" };
    expect(await driver.checked(TOPIC, "alerts", inputs)).to.not.have.property("name");
    const made = await driver.create(TOPIC, "alerts", inputs);
    expect(made.outs["name"]).to.match(/^p-\d{18}[0-9a-f]{8}$/);
    expect(await driver.plan(made, inputs)).to.equal("same");
    expect(await driver.plan(made, { namePrefix: "q-" })).to.equal("replace namePrefix");
    const updated = await driver.update(made, { ...inputs, displayName: "Alerts" });
    expect(updated.outs).to.include({ name: made.outs["name"], displayName: "Alerts" });
    expect(await driver.checked(TOPIC, "alerts", { namePrefix: UNKNOWN_ON_WIRE })).to.not.have.property("name");
    // Of a type whose requests for an update have the name in them.
    const rule = { namePrefix: "p-", eventPattern: '{"source":["a"]}' };
    const first = await driver.create(RULE, "rule", rule);
    const second = await driver.update(first, { ...rule, description: "Changed" });
    expect(second.outs["name"]).to.equal(first.outs["name"]);
    expect(await driver.read(second)).to.include({ name: first.outs["name"], description: "Changed" });
  });

  it("stays in a state of an earlier version, which has no list, if it looks made", async () => {
    expect((await driver.checked(TOPIC, "alerts", {}, { name: "old-0123abc" }))["name"]).to.equal("old-0123abc");
    expect((await driver.checked(TOPIC, "alerts", {}, { name: "given" }))["name"]).to.match(/^alerts-[0-9a-f]{7}$/);
  });

  it("lets a replacement stand beside the old one, and the program's does not", async () => {
    const plan = async (inputs: Bag) => {
      const made = await driver.create(ROLE, "worker", { assumeRolePolicy: trust(), ...inputs });
      const changed = { assumeRolePolicy: trust(), path: "/other/", ...inputs };
      const checked = await driver.checked(ROLE, "worker", changed, made.inputs);
      const { replaces, deleteBeforeReplace } = await driver.provider.diff(made.id, made.urn, made.outs, checked);
      expect(replaces).to.deep.equal(["path"]);
      await driver.delete(made);
      return deleteBeforeReplace;
    };
    expect(await plan({})).to.equal(false);
    expect(await plan({ namePrefix: "worker-" })).to.equal(false);
    expect(await plan({ name: "worker" })).to.equal(true);
  });
});
