import { expect } from "chai";
import { deploy, statementsOf } from "./deployed-stack";

const ALIAS = "aws:lambda/alias:Alias";
const FUNCTION = "aws:lambda/function:Function";
const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const everything = {
  ...{ uploadApi: "true", monitoring: "true", deleteDerivatives: "true" },
  notify: JSON.stringify({ webhook: { url: "https://example.org/hook", secretName: "hooks/images" } }),
};
const canary = { deployment: "canary10percent5minutes" };

describe("the releases of functions", () => {
  it("are none by default: no version, no alias, no deployment group", async () => {
    const stack = await deploy(everything);
    for (const type of [ALIAS, GROUP, "aws:codedeploy/application:Application"])
      expect(stack.ofType(type), type).to.be.empty;
    for (const { inputs } of stack.ofType(FUNCTION)) expect(inputs).to.not.have.property("publish");
    for (const type of [
      "aws:lambda/permission:Permission",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    ]) {
      for (const { inputs } of stack.ofType(type)) expect(inputs).to.not.have.property("qualifier");
    }
  });

  for (const [kind, workflow] of [
    ["direct", "false"],
    ["workflow", "true"],
  ] as const) {
    describe(`with a canary (${kind})`, () => {
      const declare = () => deploy({ ...everything, ...canary, workflow });

      it("publish every function, and give each an alias that the program does not move", async () => {
        const stack = await declare();
        const functions = stack.ofType(FUNCTION);
        expect(functions).to.have.length.above(8);
        for (const { name, inputs } of functions) expect(inputs.publish, name).to.equal(true);
        const aliases = stack.ofType(ALIAS);
        expect(aliases).to.have.length(functions.length);
        for (const { inputs } of aliases) expect(inputs.name).to.equal("live");
        expect(new Set(aliases.map(({ inputs }) => inputs.functionName)).size).to.equal(functions.length);
      });

      it("let nothing invoke a function but its alias", async () => {
        const stack = await declare();
        for (const { name, inputs } of [
          ...stack.ofType("aws:lambda/permission:Permission"),
          ...stack.ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"),
        ]) {
          expect(inputs.qualifier, name).to.equal("live");
        }
        const texts = [
          ...stack.ofType("aws:s3/bucketNotification:BucketNotification"),
          ...stack.ofType("aws:lambda/eventSourceMapping:EventSourceMapping"),
          ...stack.ofType("aws:apigateway/integration:Integration").filter(({ inputs }) => inputs.type === "AWS_PROXY"),
          ...stack.ofType("aws:sfn/stateMachine:StateMachine"),
        ].map(({ inputs }) => JSON.stringify(inputs));
        const arns = texts.flatMap((text) => text.match(/arn:aws:lambda:[^"\\/]*function[^"\\/]*/g) ?? []);
        expect(arns).to.have.length.above(4);
        expect(arns.filter((arn) => !/live/.test(arn))).to.deep.equal([]);
      });

      it("shift each in a group of its own, watched by an alarm of the new version", async () => {
        const stack = await declare();
        const groups = stack.ofType(GROUP);
        expect(groups).to.have.length(stack.ofType(FUNCTION).length);
        for (const { name, inputs } of groups) {
          expect(inputs, name).to.deep.include({
            deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
            deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
            autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
          });
          const { enabled, alarms } = inputs.alarmConfiguration as { enabled: boolean; alarms: readonly string[] };
          expect([enabled, alarms], name).to.deep.equal([true, [`${String(inputs.deploymentGroupName)}-release`]]);
        }
        const alarms = stack
          .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
          .filter(({ name }) => name.endsWith("-release"));
        expect(alarms).to.have.length(groups.length);
        for (const { name, inputs } of alarms) {
          expect(JSON.stringify(inputs), name)
            .to.match(/"ExecutedVersion":/)
            .and.match(/"Resource":"[^"]+:live"/);
          expect(inputs.alarmActions, name).to.deep.equal(["arn:aws:sns:eu-central-1:123456789012:image-alerts"]);
          expect(inputs, name).to.include({
            comparisonOperator: "GreaterThanThreshold",
            treatMissingData: "notBreaching",
          });
        }
      });

      it("let CodeDeploy shift these aliases and see these alarms, and nothing else", async () => {
        const stack = await declare();
        const { assumeRolePolicy } = stack.one("aws:iam/role:Role", "canary-role").inputs;
        expect(statementsOf(assumeRolePolicy)).to.deep.equal([
          {
            Sid: "Assume",
            Effect: "Allow",
            Principal: { Service: "codedeploy.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
          },
        ]);
        const statements = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "canary-policy").inputs.policy);
        expect(statements.map(({ Sid, Action }) => [Sid, Action])).to.deep.equal([
          ["ShiftAliases", ["lambda:GetAlias", "lambda:UpdateAlias"]],
          ["ReadProvisionedConcurrency", ["lambda:GetProvisionedConcurrencyConfig"]],
          ["ReadAlarms", ["cloudwatch:DescribeAlarms"]],
        ]);
        for (const { Sid, Resource } of statements) {
          expect(Resource, Sid).to.have.length(stack.ofType(FUNCTION).length);
          expect(JSON.stringify(Resource), Sid).to.not.include("*");
        }
      });
    });
  }

  it("have alarms without an action where the stack has no topic of alerts", async () => {
    const stack = await deploy(canary);
    const alarms = stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms).to.have.length(2);
    for (const { inputs } of alarms) expect(inputs).to.not.have.property("alarmActions");
    expect(stack.ofType("aws:sns/topic:Topic")).to.be.empty;
  });

  it("count refusals of the workflow's renderer as failures only where most of its invocations fail", async () => {
    const stack = await deploy({ ...everything, ...canary, workflow: "true" });
    const { inputs } = stack.one("aws:cloudwatch/metricAlarm:MetricAlarm", "image-workflow-render-release");
    const queries = inputs.metricQueries as readonly { id: string; expression?: string; returnData?: boolean }[];
    expect(queries.map(({ id, expression, returnData }) => [id, expression, returnData])).to.deep.equal([
      ["errors", undefined, false],
      ["invocations", undefined, false],
      ["failing", "errors - invocations / 2", true],
    ]);
    expect(inputs.threshold).to.equal(1);
    const { inputs: other } = stack.one("aws:cloudwatch/metricAlarm:MetricAlarm", "image-workflow-inspect-release");
    expect(other).to.include({ metricName: "Errors", statistic: "Sum", threshold: 0, period: 60 });
  });
});
