import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CloudWatch } from "../../src/cloudwatch/cloudwatch";
import type { AlarmSpec } from "../../src/cloudwatch/alarm";
import { CloudEvents, type InvocationEvent } from "../../src/events";
import { serviceContext } from "../support/context";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:image-alerts";
const errorsAlarm: AlarmSpec = {
  name: "errors",
  arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
  description: "the function fails",
  queries: [
    {
      id: "m1",
      metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: "f" } },
      statistic: "Sum",
    },
  ],
  watched: "m1",
  comparison: "GreaterThanThreshold",
  threshold: 0,
  periodSec: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: "notBreaching",
  actionsEnabled: true,
  alarmActions: [TOPIC],
  okActions: [],
  insufficientDataActions: [],
};

const invocation = (status: InvocationEvent["status"]): InvocationEvent => ({
  functionName: "f",
  requestId: "r",
  durationMs: 12,
  billedMs: 12,
  memoryMb: 128,
  maxMemoryMb: 60,
  status,
  attempt: 1,
  invocationType: "Event",
  willRetry: false,
});

describe("CloudWatch", () => {
  let dataDir: string;
  let now = 1_000_000;
  let events: CloudEvents;
  let watch: CloudWatch;
  const published: { topicArn: string; subject: string; body: string }[] = [];
  let refuse: string | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "cloudwatch-"));
    events = new CloudEvents();
    published.length = 0;
    refuse = undefined;
    watch = new CloudWatch({
      cloud: serviceContext({ dataDir, events }),
      now: () => now,
      tickMs: 60_000,
      localPeriodSec: 5,
      publish: (topicArn, subject, body) => {
        if (refuse !== undefined) return Promise.reject(new Error(refuse));
        published.push({ topicArn, subject, body });
        return Promise.resolve();
      },
    });
  });

  afterEach(() => {
    watch.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("sets an alarm on a failed invocation, publishes to its topic, and resets it", () => {
    const seen: string[] = [];
    events.on("alarm", ({ name, from, to }) => seen.push(`${name}: ${from} -> ${to}`));
    watch.alarms.put(errorsAlarm);
    watch.evaluate();
    events.emit("invocation", invocation("error"));
    watch.evaluate();
    now += 5_000;
    watch.evaluate();
    expect(seen).to.deep.equal(["errors: INSUFFICIENT_DATA -> OK", "errors: OK -> ALARM", "errors: ALARM -> OK"]);
    expect(published).to.have.length(1);
    expect(published[0]).to.include({ topicArn: TOPIC, subject: 'ALARM: "errors" in us-east-1' });
    const body = JSON.parse(published[0]?.body ?? "") as Record<string, unknown>;
    expect(body).to.include({ AlarmName: "errors", NewStateValue: "ALARM", OldStateValue: "OK" });
    expect(body.Trigger).to.deep.include({ MetricName: "Errors", Period: 300, Threshold: 0 });
  });

  it("counts throttled invocations", () => {
    const [query] = errorsAlarm.queries;
    if (query === undefined || !("metric" in query)) throw new Error("no metric");
    const metric = { ...query.metric, name: "Throttles" };
    watch.alarms.put({ ...errorsAlarm, queries: [{ ...query, metric }] });
    events.emit("invocation", invocation("ok"));
    watch.evaluate();
    expect(watch.alarms.all().map((alarm) => alarm.state)).to.deep.equal(["OK"]);
    events.emit("throttle", { functionName: "f" });
    watch.evaluate();
    expect(watch.alarms.all().map((alarm) => alarm.state)).to.deep.equal(["ALARM"]);
  });

  it("executes no action if actions are disabled", () => {
    watch.alarms.put({ ...errorsAlarm, actionsEnabled: false });
    events.emit("invocation", invocation("timeout"));
    watch.evaluate();
    expect(watch.alarms.all().map((alarm) => alarm.state)).to.deep.equal(["ALARM"]);
    expect(published).to.deep.equal([]);
  });

  it("reports an action that fails", async () => {
    refuse = "not authorized to publish";
    const fault = new Promise<string>((resolve) => events.once("fault", ({ message }) => resolve(message)));
    watch.alarms.put(errorsAlarm);
    events.emit("invocation", invocation("error"));
    watch.evaluate();
    expect(await fault).to.equal(`alarm errors: ${TOPIC}: not authorized to publish`);
  });

  it("serves metrics in the embedded metric format as Prometheus text", () => {
    const line = JSON.stringify({
      _aws: {
        Timestamp: now,
        CloudWatchMetrics: [
          { Namespace: "ImagePipeline", Dimensions: [["reason"]], Metrics: [{ Name: "RefusedImages", Unit: "Count" }] },
        ],
      },
      reason: 'say "no"',
      RefusedImages: 2,
    });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: now });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: now });
    expect(watch.prometheus().split("\n")).to.deep.equal([
      "# HELP image_pipeline_refused_images ImagePipeline RefusedImages (Count)",
      "# TYPE image_pipeline_refused_images summary",
      'image_pipeline_refused_images{reason="say \\"no\\"",quantile="0.5"} 2',
      'image_pipeline_refused_images{reason="say \\"no\\"",quantile="0.95"} 2',
      'image_pipeline_refused_images{reason="say \\"no\\"",quantile="0.99"} 2',
      'image_pipeline_refused_images_sum{reason="say \\"no\\""} 4',
      'image_pipeline_refused_images_count{reason="say \\"no\\""} 2',
      "",
    ]);
  });
});
