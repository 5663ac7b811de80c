import { startCloud, type AlarmSpec, type Cloud } from "@image-pipeline/local-aws";
import { expect } from "chai";

import { alarmsView } from "../../../commands/console/charts";
import { METRICS_NAMESPACE, metricNames } from "../../../handlers/contract";

describe("the console's charts", () => {
  let cloud: Cloud;
  before(async () => void (cloud = await startCloud()));
  after(() => cloud.close());

  const dimensions = { service: "image-pipeline" };
  const now = 1_000_000_000;
  const put = (namespace: string, name: string, value: number, agoMs: number, unit: string) =>
    cloud.services.cloudwatch.put([{ namespace, name, dimensions, value, unit, timestamp: now - agoMs }]);
  const gaps = (count: number) => Array<null>(count).fill(null);

  it("have one value for each window of five seconds, and gaps where nothing was measured", () => {
    put(METRICS_NAMESPACE, metricNames.processed, 1, 4000, "Count");
    put(METRICS_NAMESPACE, metricNames.processed, 1, 1000, "Count");
    put(METRICS_NAMESPACE, metricNames.processed, 1, 12_000, "Count");
    // It is too old.
    put(METRICS_NAMESPACE, metricNames.processed, 1, 301_000, "Count");
    put(METRICS_NAMESPACE, metricNames.duration, 100, 1000, "Milliseconds");
    put(METRICS_NAMESPACE, metricNames.duration, 200, 1000, "Milliseconds");
    put("Other", metricNames.failed, 1, 1000, "Count");
    const { metrics, windowSec } = alarmsView(cloud.services.cloudwatch, now);
    expect(windowSec).to.equal(5);
    expect(metrics).to.deep.equal([
      { title: "Images processed", unit: "Count", values: [...gaps(57), 1, null, 2] },
      { title: "Processing time, p95", unit: "Milliseconds", values: [...gaps(59), 195] },
    ]);
  });

  it("have what an alarm watches, a metric or an expression, beside its threshold and state", () => {
    const { cloudwatch } = cloud.services;
    const errors = { namespace: "AWS/Lambda", name: "Errors", dimensions };
    const common = {
      ...{ arn: "", description: "Something fails.", comparison: "GreaterThanThreshold", threshold: 1, periodSec: 60 },
      ...{ evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: "missing", actionsEnabled: false },
      ...{ alarmActions: [], okActions: [], insufficientDataActions: [] },
    } as const satisfies Partial<AlarmSpec>;
    const query = { id: "m", metric: errors, statistic: "Sum" };
    cloudwatch.alarms.put({ ...common, name: "errors", queries: [query], watched: "m" });
    const twice = { id: "e", expression: "m * 2" };
    cloudwatch.alarms.put({ ...common, name: "twice", queries: [query, twice], watched: "e" });
    put(errors.namespace, errors.name, 3, 6000, "Count");
    const alarms = alarmsView(cloudwatch, now).alarms.map(({ reason, ...alarm }) => {
      expect(reason).to.be.a("string");
      return alarm;
    });
    const shown = { description: "Something fails.", state: "INSUFFICIENT_DATA", threshold: 1 };
    expect(alarms).to.deep.equal([
      { title: "errors", ...shown, unit: "Count", values: [...gaps(58), 3, null] },
      { title: "twice", ...shown, unit: "", values: [...gaps(58), 6, null] },
    ]);
  });
});
