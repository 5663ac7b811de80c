import { expect } from "chai";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { alarmPlans } from "../../infra/monitoring/alarm-plans";
import { dashboardBody } from "../../infra/monitoring/dashboard-body";
import { savedQueries } from "../../infra/monitoring/saved-queries";
import type { Watched } from "../../infra/monitoring/watched";
import { dashboardProblems } from "../../packages/local-aws/src/cloudwatch/dashboard";
import { insightsQueryProblems } from "../../packages/local-aws/src/cloudwatch/insights-query";
import { evaluateExpression } from "../../packages/local-aws/src/cloudwatch/metric-math";
import { parseExpression } from "../../packages/local-aws/src/cloudwatch/expression";
import { promiseOf, runProgram, type Registrations } from "../support/mocks/pulumi-program";

const deploy = (config: Record<string, string> = {}, preview = false): Promise<Registrations> =>
  runProgram(
    (opts) => new ImagePipeline("images", stackArgs({ names: "guide", monitoring: "true", ...config }), opts),
    { preview },
  );

const everything: Watched = {
  label: "image-pipeline",
  functions: [
    { functionName: "slow", logGroupName: "/slow", timeoutSec: 60, throwsRefusals: false },
    { functionName: "quick", logGroupName: "/quick", timeoutSec: 10, throwsRefusals: false },
  ],
  deadLetters: "dead-letters",
  api: { name: "image-upload-api", stage: "prod" },
  workflow: {
    stateMachine: "arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow",
    workQueue: "work",
  },
};

const WORK_QUEUE = "images-workflow-work-queue-1a2b3c4";

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
  it("cover functions, queue and refusals, and API and workflow where the stack has them", () => {
    const common = ["function-errors", "function-throttles", "function-duration", "dead-letters", "refused-rate"];
    const names = (watched: Watched) => alarmPlans(watched, 20).map(({ name }) => name);
    expect(names(everything)).to.deep.equal([...common, "api-errors", "workflow-failures", "workflow-backlog"]);
    expect(names({ ...everything, api: undefined, workflow: undefined })).to.deep.equal(common);
    const [announcer, ...others] = everything.functions;
    if (!announcer) throw new Error("there are no functions");
    const notify = { functions: [announcer, ...others], announcer, deadLetters: ["unannounced", "undelivered"] };
    const watched: Watched = { ...everything, api: undefined, workflow: undefined, notify };
    expect(names(watched)).to.deep.equal([...common, "notify-errors", "notify-lag", "notify-dead-letters"]);
    const plan = (name: string) => alarmPlans(watched, 20).find((one) => one.name === name);
    expect(plan("notify-lag")).to.deep.include({
      threshold: 300_000,
      queries: [
        {
          id: "age",
          namespace: "AWS/Lambda",
          metricName: "IteratorAge",
          dimensions: { FunctionName: "slow" },
          stat: "Maximum",
        },
      ],
    });
    const queues = plan("notify-dead-letters")?.queries.flatMap((query) =>
      "dimensions" in query ? [query.dimensions] : [],
    );
    expect(queues).to.deep.equal([{ QueueName: "unannounced" }, { QueueName: "undelivered" }]);
  });

  it("have at most ten metrics each, with every part of the stack on", async () => {
    const notify = '{"webhook":{"url":"https://example.org/","secretName":"hook"}}';
    const all = await deploy({ uploadApi: "true", workflow: "true", notify });
    for (const { name, inputs } of all.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const queries = inputs.metricQueries as { metric?: object }[];
      expect(queries.filter(({ metric }) => metric !== undefined).length, name).to.be.within(1, 10);
    }
  });

  it("compare the slowest function with its own timeout, in per cent", () => {
    expect(valueOf("function-duration", { f0: 30_000, f1: 9_000 })).to.equal(90);
    expect(valueOf("function-duration", { f0: 48_000, f1: 1_000 })).to.equal(80);
  });

  it("compare refusals with all images, in per cent, and have no value without images", () => {
    expect(valueOf("refused-rate", { refused: 1, processed: 3 })).to.equal(25);
    expect(valueOf("refused-rate", { refused: undefined, processed: 3 })).to.equal(0);
    expect(valueOf("refused-rate", { refused: undefined, processed: undefined })).to.be.undefined;
  });

  it("publish to the topic when they go off and when they are over", async () => {
    const stack = await deploy({ monitoring: '{"email":"ops@example.org","refusedPercent":35}' });
    const topic = "arn:aws:sns:eu-central-1:123456789012:image-alerts";
    const alarms = stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms).to.have.length(5);
    for (const { name, inputs } of alarms) {
      const { metricQueries, threshold, alarmDescription, ...settings } = inputs;
      expect(settings, name).to.deep.equal({
        name,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        treatMissingData: "notBreaching",
        actionsEnabled: true,
        alarmActions: [topic],
        okActions: [topic],
      });
      expect(threshold, name).to.equal(name.endsWith("duration") ? 80 : name.endsWith("refused-rate") ? 35 : 0);
      expect(alarmDescription, name).to.match(/^[A-Z].*\.$/);
      expect(metricQueries, name).to.be.an("array");
    }
    expect(stack.one("aws:sns/topicSubscription:TopicSubscription").inputs).to.deep.equal({
      topic,
      protocol: "email",
      endpoint: "ops@example.org",
    });
  });

  it("evaluate these metrics", async () => {
    const stack = await deploy({ uploadApi: "true", workflow: "true", metadata: "false", deleteDerivatives: "false" });
    const functions = [
      ...["workflow-inspect", "workflow-render", "workflow-record", "workflow-run"],
      ...["failure-function", "api-store-image", "api-create-upload"],
    ];
    const failing = functions.filter((name) => name !== "workflow-render");
    const returned = { returnData: true };
    const metric = (id: string, namespace: string, metricName: string, dimensions: object, stat = "Sum") => ({
      id,
      metric: { namespace, metricName, dimensions, stat, period: 300 },
      returnData: false,
    });
    const lambda = (names: readonly string[], metricName: string, stat?: string) =>
      names.map((name, index) =>
        metric(`f${index}`, "AWS/Lambda", metricName, { FunctionName: `image-${name}` }, stat),
      );
    const own = (id: string, name: string) => metric(id, "ImagePipeline", name, { service: "image-pipeline" });
    const StateMachineArn = "arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow";
    const api = { ApiName: "image-upload-api", Stage: "prod" };
    const QueueName = "images-dead-letters-queue-1a2b3c4";
    const rate = "100 * FILL(refused, 0) / (FILL(refused, 0) + FILL(processed, 0))";
    const queries = stack
      .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
      .map(({ inputs }) => [String(inputs.name), inputs.metricQueries]);
    expect(Object.fromEntries(queries)).to.deep.equal({
      "image-pipeline-function-errors": [
        ...lambda(failing, "Errors"),
        { id: "total", expression: "SUM([f0, f1, f2, f3, f4, f5])", label: "errors", ...returned },
      ],
      "image-pipeline-function-throttles": [
        ...lambda(functions, "Throttles"),
        { id: "total", expression: "SUM([f0, f1, f2, f3, f4, f5, f6])", label: "throttles", ...returned },
      ],
      "image-pipeline-function-duration": [
        ...lambda(functions, "Duration", "p95"),
        {
          id: "slowest",
          expression: "MAX([f0 / 600, f1 / 600, f2 / 600, f3 / 3000, f4 / 300, f5 / 100, f6 / 100])",
          label: "p95, % of the timeout",
          ...returned,
        },
      ],
      "image-pipeline-dead-letters": [
        { ...metric("depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName }, "Maximum"), ...returned },
      ],
      "image-pipeline-refused-rate": [
        own("refused", "ImagesRefused"),
        own("processed", "ImagesProcessed"),
        { id: "rate", expression: rate, label: "refused, %", ...returned },
      ],
      "image-pipeline-api-errors": [{ ...metric("errors", "AWS/ApiGateway", "5XXError", api), ...returned }],
      "image-pipeline-workflow-failures": [
        metric("failed", "AWS/States", "ExecutionsFailed", { StateMachineArn }),
        metric("late", "AWS/States", "ExecutionsTimedOut", { StateMachineArn }),
        { id: "total", expression: "SUM([failed, late])", label: "failures", ...returned },
      ],
      "image-pipeline-workflow-backlog": [
        {
          ...metric("age", "AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: WORK_QUEUE }, "Maximum"),
          ...returned,
        },
      ],
    });
  });

  it("are as many before any resource exists", async () => {
    const preview = await deploy({ uploadApi: "true", workflow: "true" }, true);
    expect(preview.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")).to.have.length(8);
  });
});

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly title: string;
    readonly stat: string;
    readonly metrics: readonly (readonly unknown[])[];
    readonly yAxis: { readonly left: { readonly label: string } };
  };
}

describe("the dashboard", () => {
  const bodyOf = (watched: Watched) => promiseOf(dashboardBody(watched, "eu-central-1"));
  const widgetsOf = async (watched: Watched) => (JSON.parse(await bodyOf(watched)) as { widgets: Widget[] }).widgets;

  it("is one that CloudWatch accepts, whatever parts the stack has", async () => {
    for (const watched of [everything, { ...everything, api: undefined, workflow: undefined }]) {
      expect(dashboardProblems(await bodyOf(watched))).to.be.empty;
    }
  });

  it("has these graphs, two in a row", async () => {
    const widgets = await widgetsOf(everything);
    const graphs = widgets.map(({ properties: { title, stat, yAxis } }) => [title, stat, yAxis.left.label].join(", "));
    expect(graphs).to.deep.equal([
      "Images, Sum, images",
      "Processing time of an image, p50, ms",
      "Errors by function, Sum, errors",
      "Refusals by reason, Sum, images",
      "Bytes saved, Sum, bytes",
      "p95 duration by function, p95, ms",
      "Dead letters, Maximum, events",
      "Upload API, Sum, requests",
      "Workflow, Sum, executions",
      "Images that wait, Maximum, images",
      "Age of the oldest image that waits, Maximum, s",
    ]);
    expect(widgets.map(({ x, y }) => [x, y])).to.deep.equal(
      [0, 0, 6, 6, 12, 12, 18, 18, 24, 24, 30].map((y, index) => [index % 2 === 0 ? 0 : 12, y]),
    );
    const fewer = await widgetsOf({ ...everything, api: undefined, workflow: undefined });
    expect(fewer).to.deep.equal(widgets.slice(0, -4));
  });

  it("has these metrics in its graphs", async () => {
    const widgets = await widgetsOf(everything);
    const metricsOf = (title: string) =>
      widgets.find(({ properties }) => properties.title === title)?.properties.metrics;
    const own = (name: string, options: object) => ["ImagePipeline", name, "service", "image-pipeline", options];
    expect(metricsOf("Images")).to.deep.equal([
      own("ImagesProcessed", { label: "processed" }),
      own("ImagesRefused", { label: "refused" }),
      own("ImagesFailed", { label: "failed" }),
      own("ImagesRemoved", { label: "removed" }),
    ]);
    expect(metricsOf("Processing time of an image")).to.deep.equal(
      ["p50", "p95", "p99"].map((stat) => own("ProcessingDuration", { stat, label: stat })),
    );
    expect(metricsOf("Errors by function")).to.deep.equal(
      ["slow", "quick"].map((name) => ["AWS/Lambda", "Errors", "FunctionName", name]),
    );
    const search = `SEARCH('{ImagePipeline,reason,service} service="image-pipeline" MetricName="ImagesRefusedByReason"', 'Sum', 300)`;
    expect(metricsOf("Refusals by reason")).to.deep.equal([[{ expression: search, id: "reasons", label: "" }]]);
    expect(metricsOf("Bytes saved")).to.deep.equal([
      own("BytesIn", { id: "in", visible: false }),
      own("BytesOut", { id: "out", visible: false }),
      [{ expression: "in - out", id: "saved", label: "saved" }],
    ]);
    expect(metricsOf("p95 duration by function")).to.deep.equal(
      ["slow", "quick"].map((name) => ["AWS/Lambda", "Duration", "FunctionName", name]),
    );
    expect(metricsOf("Dead letters")).to.deep.equal([
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "dead-letters"],
    ]);
    expect(metricsOf("Upload API")).to.deep.equal(
      ["Count", "4XXError", "5XXError"].map((name) => [
        ...["AWS/ApiGateway", name],
        ...["ApiName", "image-upload-api", "Stage", "prod"],
      ]),
    );
    expect(metricsOf("Workflow")).to.deep.equal(
      ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"].map((name) => [
        ...["AWS/States", name, "StateMachineArn", everything.workflow?.stateMachine],
      ]),
    );
  });

  it("shows what waits in the work queue, and for how long", async () => {
    const graphs = (await widgetsOf(everything)).slice(-2).map(({ properties }) => properties.metrics);
    expect(graphs).to.deep.equal([
      ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"].map((name) => [
        ...["AWS/SQS", name, "QueueName", "work"],
      ]),
      [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "work"]],
    ]);
  });

  it("has the project's name", async () => {
    expect((await deploy()).one("aws:cloudwatch/dashboard:Dashboard").inputs.dashboardName).to.equal("image-pipeline");
  });
});

describe("saved queries", () => {
  it("are valid in Logs Insights", () => {
    for (const { name, query } of savedQueries) expect(insightsQueryProblems(query), name).to.be.empty;
  });

  it("are these", () => {
    expect(Object.fromEntries(savedQueries.map(({ name, query }) => [name, query.split("\n| ")]))).to.deep.equal({
      refusals: ['filter outcome = "refused"', "stats count(*) as images by reason", "sort images desc"],
      failures: [
        "fields @timestamp, bucket, key, reason, error_message, request_id",
        'filter outcome = "failed" or level = "ERROR"',
        "sort @timestamp desc",
        "limit 100",
      ],
      "slowest-images": [
        "fields @timestamp, key, duration_ms, megapixels, bytes_in, bytes_out",
        'filter outcome = "processed"',
        "sort duration_ms desc",
        "limit 50",
      ],
      "latency-by-size": [
        'filter outcome = "processed"',
        "stats count(*) as images, pct(duration_ms, 50) as p50, pct(duration_ms, 95) as p95 by floor(megapixels) as mp",
        "sort mp asc",
      ],
    });
  });

  it("cover the logs of every function", async () => {
    const stack = await deploy();
    const queries = stack.ofType("aws:cloudwatch/queryDefinition:QueryDefinition");
    expect(queries.map(({ inputs }) => inputs.name)).to.have.members(
      savedQueries.map(({ name }) => `image-pipeline/${name}`),
    );
    for (const { inputs } of queries) {
      expect(inputs.logGroupNames).to.have.members([
        "/aws/lambda/image-processing-function",
        "/aws/lambda/image-removal-function",
        "/aws/lambda/image-failure-function",
      ]);
    }
  });
});
