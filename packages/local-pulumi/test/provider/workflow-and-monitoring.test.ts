import { expect } from "chai";

import { ProviderDriver, type Bag } from "../support/cloud/provider";
import { makeRole, trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const types = {
  machine: "aws:sfn/stateMachine:StateMachine",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  query: "aws:cloudwatch/queryDefinition:QueryDefinition",
};
type Type = keyof typeof types;

const definition = (result: string) =>
  JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Result: result, End: true } } });
const alarm: Bag = {
  name: "errors",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  threshold: 0,
  metricName: "Errors",
  namespace: "AWS/Lambda",
  period: 300,
  statistic: "Sum",
};
const math = (expression: string, returned = true): Bag => ({
  name: "math",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  threshold: 0,
  metricQueries: [
    { id: "m", metric: { metricName: "Errors", namespace: "AWS/Lambda", period: 60, stat: "p95" } },
    { id: "e", expression, returnData: returned },
  ],
});
const dashboard = (width: number) => ({
  dashboardName: "d",
  dashboardBody: JSON.stringify({ widgets: [{ type: "text", width, height: 1, properties: { markdown: "x" } }] }),
});

describe("the provider's workflows and monitoring", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  let roleArn: string;
  before(() => {
    driver = new ProviderDriver(suite());
    roleArn = makeRole(suite().cloud, "states", [], trust("states.amazonaws.com"));
    suite().cloud.services.logs.createGroup({ name: "g", retentionInDays: 1, logGroupClass: "STANDARD", tags: {} });
  });

  const machine = (change: Bag = {}): Bag => ({ name: "m", roleArn, definition: definition("1"), ...change });
  const rule = (change: Bag = {}): Bag => ({ name: "r", eventPattern: '{"source":["aws.s3"]}', ...change });

  const lifecycles: readonly (readonly [Type, () => Bag, () => Bag, string, Bag])[] = [
    [
      "machine",
      machine,
      () => machine({ definition: definition("2") }),
      "update",
      { type: "STANDARD", status: "ACTIVE" },
    ],
    ["machine", machine, () => machine({ type: "EXPRESS" }), "replace type", { name: "m" }],
    ["rule", rule, () => rule({ state: "DISABLED" }), "update", { state: "ENABLED", eventBusName: "default" }],
    ["rule", rule, () => rule({ name: "other" }), "replace name", { name: "r" }],
    [
      "alarm",
      () => alarm,
      () => ({ ...alarm, threshold: 1 }),
      "update",
      { treatMissingData: "missing", actionsEnabled: true },
    ],
    ["alarm", () => math("m / 2"), () => math("m / 3"), "update", { name: "math" }],
    [
      "dashboard",
      () => dashboard(24),
      () => dashboard(12),
      "update",
      { dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/d" },
    ],
    [
      "query",
      () => ({ name: "q", queryString: "fields a", logGroupNames: ["g"] }),
      () => ({ name: "q", queryString: "fields b" }),
      "update",
      { name: "q" },
    ],
  ];
  for (const [type, inputs, change, plan, outs] of lifecycles) {
    it(`creates ${types[type]}, plans a change (${plan}), and deletes it`, async () => {
      const made = await driver.create(types[type], "thing", inputs());
      expect(made.outs).to.deep.include(outs);
      expect(await driver.read(made)).to.deep.include(outs);
      expect(await driver.plan(made, inputs())).to.equal("same");
      expect(await driver.plan(made, change())).to.equal(plan);
      if (plan === "update") {
        const updated = await driver.update(made, change());
        expect(await driver.plan(updated, change())).to.equal("same");
      }
      await driver.delete(made);
      expect(await driver.read(made)).to.equal(undefined);
      await driver.delete(made);
    });
  }

  it("attaches a target to a rule, and refuses to delete the rule before it", async () => {
    const made = await driver.create(types.rule, "rule", rule({ name: "tied" }));
    const arn = "arn:aws:sqs:us-east-1:000000000000:q";
    const inputs = { rule: made.id, arn, retryPolicy: { maximumRetryAttempts: 2 } };
    const target = await driver.create(types.target, "target", inputs);
    expect(target.outs.targetId).to.be.a("string");
    expect(await driver.plan(target, inputs)).to.equal("same");
    expect(await driver.plan(target, { ...inputs, input: "{}" })).to.equal("update");
    const error = await driver.delete(made).catch((reason: unknown) => reason);
    expect(String(error)).to.contain("ValidationException: Rule can't be deleted since it has targets.");
    await driver.delete(target);
    await driver.delete(made);
    expect(await driver.read(target)).to.equal(undefined);
  });

  it("refuses a role and a definition as Step Functions does", async () => {
    const other = makeRole(suite().cloud, "not-states", [], trust("lambda.amazonaws.com"));
    const failure = async (change: Bag) =>
      String(await driver.create(types.machine, "bad", machine({ name: "bad", ...change })).catch((e: unknown) => e));
    expect(await failure({ roleArn: other })).to.contain(
      "aws:sfn/stateMachine:StateMachine bad: AccessDeniedException",
    );
    expect(await failure({ definition: '{"StartAt":"A","States":{}}' })).to.contain("InvalidDefinition");
  });

  const refused: readonly (readonly [Type, Bag, RegExp])[] = [
    ["machine", { definition: "{" }, /^definition: expected JSON$/],
    [
      "machine",
      { loggingConfiguration: { logDestination: "arn:aws:logs:us-east-1:000000000000:log-group:g" } },
      /followed by :\*/,
    ],
    [
      "machine",
      { encryptionConfiguration: {} },
      /^encryptionConfiguration: the embedded aws provider does not support/,
    ],
    ["rule", { scheduleExpression: "rate(1 day)" }, /^scheduleExpression: the embedded aws provider does not support/],
    ["rule", { eventPattern: '{"source":"aws.s3"}' }, /^eventPattern: .*expected a non-empty array/],
    [
      "target",
      { rule: "r", arn: "arn:aws:sqs:us-east-1:000000000000:q", input: "{}", inputPath: "$.a" },
      /^inputPath: expected one of input, inputPath$/,
    ],
    [
      "target",
      { rule: "r", arn: "arn:aws:sqs:us-east-1:000000000000:q", inputTransformer: { inputTemplate: "<x>" } },
      /<x> is not declared/,
    ],
    ["alarm", { ...alarm, statistic: "Sum", extendedStatistic: "p95" }, /^statistic: expected either/],
    ["alarm", { ...alarm, period: 45 }, /^period: expected 10, 20, 30 or a multiple of 60, got 45$/],
    ["alarm", { ...alarm, datapointsToAlarm: 2 }, /^datapointsToAlarm: expected at most 1/],
    ["alarm", { ...alarm, comparisonOperator: "LessThanLowerThreshold" }, /^comparisonOperator: expected a comparison/],
    ["alarm", math("m +"), /^metricQueries\[1\]\.expression: metric math/],
    ["alarm", math("m / 2", false), /^metricQueries: expected one with returnData, got 0$/],
    ["dashboard", dashboard(25), /^dashboardBody: widgets\[0\]: does not fit the grid/],
    ["query", { name: "q", queryString: "where a = 1" }, /^queryString: unknown command "where"$/],
    ["query", { name: "folder//q", queryString: "fields a" }, /^name: expected a name without ":"/],
    // A pattern that tries every way to divide such a name takes years for it.
    ["query", { name: `${"q".repeat(254)}*`, queryString: "fields a" }, /^name: expected a name without ":"/],
  ];
  for (const [type, inputs, failure] of refused) {
    it(`refuses ${type}: ${String(failure)}`, async () => {
      const failures = await driver.failures(types[type], inputs);
      expect(
        failures.some((text) => failure.test(text)),
        failures.join("\n"),
      ).to.equal(true);
    });
  }
});
