import { expect } from "chai";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";

const everything = { uploadApi: '{"auth":"apiKey"}', monitoring: "true", accessLogs: "true", encryption: "kms" };

const deploy = (config: Record<string, string>): Promise<Registrations> =>
  runProgram((opts) => new ImagePipeline("images", stackArgs({ ...everything, ...config }), opts));

/** Types that AWS names in the account and region, or in the account, with the longest name of each. */
const longest: Readonly<Record<string, number>> = {
  "aws:apigateway/apiKey:ApiKey": 1024,
  "aws:apigateway/restApi:RestApi": 1024,
  "aws:apigateway/usagePlan:UsagePlan": 1024,
  "aws:cloudwatch/eventRule:EventRule": 64,
  "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
  "aws:cloudwatch/queryDefinition:QueryDefinition": 255,
  "aws:dynamodb/table:Table": 255,
  "aws:iam/role:Role": 64,
  "aws:lambda/function:Function": 64,
  "aws:s3/bucket:Bucket": 63,
  "aws:sfn/stateMachine:StateMachine": 80,
  "aws:sns/topic:Topic": 256,
  "aws:sqs/queue:Queue": 80,
};

const AUTO_DIGITS = "-1a2b3c4";

/** The name that a resource of the stack has in AWS with the guide's names, as `type stem`. */
const guideNames = (stack: Registrations) =>
  stack.all.flatMap(({ type, inputs }) =>
    [inputs.name, inputs.layerName, inputs.dashboardName].flatMap((name) =>
      typeof name === "string" ? [`${type.split(":").at(-1) ?? ""} ${name}`] : [],
    ),
  );

describe("names in AWS", () => {
  for (const workflow of ["false", "true"]) {
    it(`are Pulumi's autonames, within what each service takes, with workflow ${workflow}`, async () => {
      const { all } = await deploy({ workflow });
      const named = all.filter(({ type }) => type in longest);
      for (const { type, name, inputs } of named) {
        expect(inputs, `${type} ${name}`).not.to.have.any.keys("name", "bucket");
        expect(`${name}${AUTO_DIGITS}`, type).to.have.length.within(AUTO_DIGITS.length + 1, longest[type] ?? 0);
      }
      const types = new Set(named.map(({ type }) => type));
      const absent =
        workflow === "true" ? [] : ["aws:cloudwatch/eventRule:EventRule", "aws:sfn/stateMachine:StateMachine"];
      expect([...types]).to.have.members(Object.keys(longest).filter((type) => !absent.includes(type)));
    });

    it(`are the guide's with names: guide, and their stems without, with workflow ${workflow}`, async () => {
      const pinned = guideNames(await deploy({ workflow, names: "guide" }));
      const auto = await deploy({ workflow });
      const stems = auto.all.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`);
      const made = new Set([...stems, ...guideNames(auto).map((text) => text.replace(AUTO_DIGITS, ""))]);
      expect(pinned).to.include.members([
        "Table image-metadata",
        "Dashboard image-pipeline",
        "LayerVersion image-pipeline",
      ]);
      // The group of the workflow's logs has a prefix for a name.
      expect(pinned.filter((text) => !made.has(text))).to.deep.equal(
        workflow === "true" ? ["LogGroup /aws/vendedlogs/states/image-workflow"] : [],
      );
    });
  }

  it("of log groups follow their functions", async () => {
    const { all } = await deploy({});
    const functions = all.filter(({ type }) => type === "aws:lambda/function:Function");
    expect(functions).not.to.have.length(0);
    for (const { name, parent } of functions) {
      const [group] = all.filter((one) => one.type === "aws:cloudwatch/logGroup:LogGroup" && one.parent === parent);
      expect(group?.inputs.name).to.equal(`/aws/lambda/${name}${AUTO_DIGITS}`);
    }
  });

  it("tell the metrics of one stack from those of another", async () => {
    const stack = await deploy({});
    const label = `image-pipeline${AUTO_DIGITS}`;
    for (const { name, inputs } of stack.ofType("aws:lambda/function:Function")) {
      const { variables } = inputs.environment as { variables: Record<string, string> };
      expect(variables.POWERTOOLS_SERVICE_NAME, name).to.equal(label);
    }
    const alarm = stack.one("aws:cloudwatch/metricAlarm:MetricAlarm", "refused-rate").inputs;
    const [refused] = alarm.metricQueries as { metric: { dimensions: object } }[];
    expect(refused?.metric.dimensions).to.deep.equal({ service: label });
    const { dashboardName, dashboardBody } = stack.one("aws:cloudwatch/dashboard:Dashboard").inputs;
    expect(dashboardName).to.equal(label);
    expect(dashboardBody).to.include(`"service","${label}"`).and.to.include(`service=\\"${label}\\"`);
  });

  it("of tables stay as they are when the config changes", async () => {
    const ignored: unknown[] = [];
    await runProgram(
      (opts) =>
        new ImagePipeline(
          "images",
          {},
          {
            transformations: [
              ...(opts.transformations ?? []),
              ({ type, opts: { ignoreChanges } }) => {
                if (type === "aws:dynamodb/table:Table") ignored.push(ignoreChanges);
                return undefined;
              },
            ],
          },
        ),
    );
    expect(ignored).to.deep.equal([["name"]]);
  });
});
