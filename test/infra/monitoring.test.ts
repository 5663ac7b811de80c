import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { ImagePipeline } from "../../infra/image-pipeline";
import { alarmPlans } from "../../infra/monitoring/alarm-plans";
import { dashboardBody } from "../../infra/monitoring/dashboard-body";
import { savedQueries } from "../../infra/monitoring/saved-queries";
import type { Watched } from "../../infra/monitoring/watched";
import { dashboardProblems } from "../../packages/local-aws/src/cloudwatch/dashboard";
import { insightsQueryProblems } from "../../packages/local-aws/src/cloudwatch/insights-query";
import { evaluateExpression } from "../../packages/local-aws/src/cloudwatch/metric-math";
import { parseExpression } from "../../packages/local-aws/src/cloudwatch/expression";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";

const deploy = (config: Record<string, string> = {}, preview = false): Promise<Registrations> =>
  runProgram((opts) => new ImagePipeline("images", readConfig({ monitoring: "true", ...config }), opts), { preview });

const everything: Watched = {
  functions: [
    { name: "slow", timeoutSec: 60, throwsRefusals: false },
    { name: "quick", timeoutSec: 10, throwsRefusals: false },
  ],
  deadLetters: "dead-letters",
  api: { name: "image-upload-api", stage: "prod" },
  stateMachine: "arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow",
  namespace: "ImagePipeline",
  service: "image-pipeline",
};

/** Value of an alarm's expression for one value of each of its metrics. */
function valueOf(alarm: string, metrics: Record<string, number | undefined>): number | undefined {
  const plan = alarmPlans(everything, 20).find(({ name }) => name === alarm);
  const last = plan?.queries.at(-1);
  if (!last || !("expression" in last)) throw new Error(`${alarm} has no expression`);
  const series = new Map(Object.entries(metrics).map(([id, value]) => [id, [value]]));
  const input = { series, metricIds: Object.keys(metrics), periodSec: 300 };
  const result = evaluateExpression(parseExpression(last.expression), input);
  return typeof result === "number" ? result : result[0];
}

describe("alarms", () => {
  it("watch functions, queue and refusals, and API and workflow where there are any", () => {
    const common = ["function-errors", "function-throttles", "function-duration", "dead-letters", "refused-rate"];
    const names = (watched: Watched) => alarmPlans(watched, 20).map(({ name }) => name);
    expect(names(everything)).to.deep.equal([...common, "api-errors", "workflow-failures"]);
    expect(names({ ...everything, api: undefined, stateMachine: undefined })).to.deep.equal(common);
  });

  it("stay within ten metrics with every switch on", async () => {
    const all = await deploy({ uploadApi: "true", workflow: "true" });
    for (const { name, inputs } of all.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const queries = inputs.metricQueries as { metric?: object }[];
      expect(queries.filter(({ metric }) => metric !== undefined).length, name).to.be.within(1, 10);
    }
  });

  it("take no refusal for a failure: what a function throws for the workflow to catch is none", async () => {
    const all = await deploy({ workflow: "true" });
    const watched = (alarm: string) => {
      const { metricQueries } = all.one("aws:cloudwatch/metricAlarm:MetricAlarm", alarm).inputs;
      return JSON.stringify(metricQueries)
        .match(/"FunctionName":"[\w-]+"/g)
        ?.map((text) => text.slice(16, -1));
    };
    expect(watched("function-errors")).to.include("image-workflow-inspect").and.not.include("image-workflow-render");
    expect(watched("function-throttles")).to.include.members(["image-workflow-inspect", "image-workflow-render"]);
  });

  it("compare the slowest function with its own timeout, in per cent", () => {
    expect(valueOf("function-duration", { f0: 30_000, f1: 9_000 })).to.equal(90);
    expect(valueOf("function-duration", { f0: 48_000, f1: 1_000 })).to.equal(80);
  });

  it("compare refusals with all pictures, in per cent, and say nothing where there were none", () => {
    expect(valueOf("refused-rate", { refused: 1, processed: 3 })).to.equal(25);
    expect(valueOf("refused-rate", { refused: undefined, processed: 3 })).to.equal(0);
    expect(valueOf("refused-rate", { refused: undefined, processed: undefined })).to.be.undefined;
  });

  it("tell people when they go off and when they are over", async () => {
    const stack = await deploy({ monitoring: '{"email":"ops@example.org","refusedPercent":35}' });
    const topic = "arn:aws:sns:eu-central-1:123456789012:image-alerts";
    const alarms = stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms).to.have.length(5);
    for (const { name, inputs } of alarms) {
      expect(inputs, name).to.deep.include({ actionsEnabled: true, alarmActions: [topic], okActions: [topic] });
      const queries = inputs.metricQueries as { returnData: boolean }[];
      expect(
        queries.filter(({ returnData }) => returnData),
        name,
      ).to.have.length(1);
    }
    expect(stack.one("aws:cloudwatch/metricAlarm:MetricAlarm", "refused").inputs.threshold).to.equal(35);
    expect(stack.one("aws:sns/topicSubscription:TopicSubscription").inputs).to.deep.equal({
      topic,
      protocol: "email",
      endpoint: "ops@example.org",
    });
  });

  it("are as many before anything exists", async () => {
    const preview = await deploy({ uploadApi: "true", workflow: "true" }, true);
    expect(preview.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")).to.have.length(7);
  });
});

describe("the dashboard", () => {
  it("is one that CloudWatch takes, whatever the stack has", () => {
    for (const watched of [everything, { ...everything, api: undefined, stateMachine: undefined }]) {
      expect(dashboardProblems(dashboardBody(watched, "eu-central-1"))).to.be.empty;
    }
  });

  it("shows throughput, latency, errors, refusals and bytes saved", () => {
    const { widgets } = JSON.parse(dashboardBody(everything, "eu-central-1")) as {
      widgets: { properties: { title: string; metrics: unknown[][] } }[];
    };
    expect(widgets.map(({ properties }) => properties.title)).to.include.members([
      "Pictures",
      "Latency of a picture",
      "Errors by function",
      "Refusals by reason",
      "Bytes saved",
      "Upload API",
      "Workflow",
    ]);
    const latency = widgets.find(({ properties }) => properties.title === "Latency of a picture");
    expect(latency?.properties.metrics.map((metric) => (metric.at(-1) as { stat: string }).stat)).to.deep.equal([
      "p50",
      "p95",
      "p99",
    ]);
  });

  it("is declared under the project's name", async () => {
    expect((await deploy()).one("aws:cloudwatch/dashboard:Dashboard").inputs.dashboardName).to.equal("image-pipeline");
  });
});

describe("saved queries", () => {
  it("are in the language of Logs Insights", () => {
    for (const { name, query } of savedQueries) expect(insightsQueryProblems(query), name).to.be.empty;
  });

  it("look into the logs of every function", async () => {
    const stack = await deploy();
    for (const { inputs } of stack.ofType("aws:cloudwatch/queryDefinition:QueryDefinition")) {
      expect(inputs.logGroupNames).to.have.members([
        "/aws/lambda/image-processing-function",
        "/aws/lambda/image-removal-function",
      ]);
    }
  });
});
