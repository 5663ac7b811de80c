import { expect } from "chai";

import { alarmState, datapoints, type AlarmSpec } from "../../src/cloudwatch/alarm";
import { alarmReason } from "../../src/cloudwatch/alarm-reason";
import { aggregate, isStatistic } from "../../src/cloudwatch/statistics";

const errors = { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: "f" } };

function alarm(change: Partial<AlarmSpec> = {}): AlarmSpec {
  return {
    name: "errors",
    arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
    description: "",
    queries: [{ id: "m1", metric: errors, statistic: "Sum" }],
    watched: "m1",
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    periodSec: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: "missing",
    actionsEnabled: true,
    alarmActions: [],
    okActions: [],
    insufficientDataActions: [],
    ...change,
  };
}

describe("an alarm", () => {
  it("reads windows that end now, the newest first", () => {
    const read = (_: unknown, from: number, to: number) => [to - from, from];
    expect(datapoints(alarm(), read, 100_000, 10)).to.deep.equal([100_000, 90_000, 80_000]);
  });

  it("compares an expression over other metrics", () => {
    const queries = [
      { id: "bad", metric: errors, statistic: "Sum" },
      { id: "all", metric: { ...errors, name: "Invocations" }, statistic: "Sum" },
      { id: "rate", expression: "100 * bad / all" },
    ];
    const read = (id: { name: string }) => (id.name === "Errors" ? [1, 1] : [1, 1, 1, 1]);
    const spec = alarm({ queries, watched: "rate", evaluationPeriods: 1 });
    expect(datapoints(spec, read, 0, 60)).to.deep.equal([50]);
  });

  it("changes to ALARM at M of N breaching datapoints, not before", () => {
    expect(alarmState(alarm(), [1, 0, 1], "OK")).to.equal("ALARM");
    expect(alarmState(alarm(), [1, 0, 0], "OK")).to.equal("OK");
  });

  it("holds the boundary of every comparison", () => {
    const state = (comparison: AlarmSpec["comparison"], value: number) =>
      alarmState(alarm({ comparison, datapointsToAlarm: 1 }), [value], "OK");
    expect(state("GreaterThanOrEqualToThreshold", 1)).to.equal("ALARM");
    expect(state("GreaterThanThreshold", 1)).to.equal("OK");
    expect(state("GreaterThanThreshold", 1.01)).to.equal("ALARM");
    expect(state("LessThanThreshold", 1)).to.equal("OK");
    expect(state("LessThanOrEqualToThreshold", 1)).to.equal("ALARM");
  });

  it("treats missing data as declared", () => {
    const state = (treatMissingData: AlarmSpec["treatMissingData"], points: (number | undefined)[]) =>
      alarmState(alarm({ treatMissingData }), points, "ALARM");
    const none = [undefined, undefined, undefined];
    expect(state("missing", none)).to.equal("INSUFFICIENT_DATA");
    expect(state("ignore", none)).to.equal("ALARM");
    expect(state("breaching", none)).to.equal("ALARM");
    expect(state("notBreaching", none)).to.equal("OK");
    expect(state("breaching", [1, undefined, 0])).to.equal("ALARM");
    expect(state("notBreaching", [1, undefined, 0])).to.equal("OK");
  });
});

describe("the reason for an alarm's state", () => {
  it("names the datapoints, the comparison and the threshold", () => {
    const spec = alarm({ comparison: "GreaterThanThreshold", threshold: 20 });
    expect(alarmReason(spec, [50.12345], "ALARM")).to.equal(
      "Threshold Crossed: 1 datapoint [50.123] was greater than the threshold (20).",
    );
    expect(alarmReason(alarm({ comparison: "LessThanOrEqualToThreshold" }), [2, undefined, 3], "OK")).to.equal(
      "Threshold Crossed: 2 datapoints [2, 3] were not less than or equal to the threshold (1).",
    );
  });

  it("names the treatment of missing data", () => {
    expect(alarmReason(alarm({ treatMissingData: "notBreaching" }), [undefined], "OK")).to.equal(
      "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
    );
    expect(alarmReason(alarm(), [undefined, undefined], "INSUFFICIENT_DATA")).to.equal(
      "Insufficient Data: 2 datapoints were unknown.",
    );
  });
});

describe("statistics", () => {
  it("interpolates percentiles", () => {
    expect(aggregate([1, 2, 3, 4], "p50")).to.equal(2.5);
    expect(aggregate([10, 0], "p95")).to.be.closeTo(9.5, 1e-9);
    expect(aggregate([7], "p99.9")).to.equal(7);
  });

  it("has no value for an empty window", () => {
    expect(aggregate([], "Sum")).to.equal(undefined);
  });

  it("refuses an unknown statistic", () => {
    expect(isStatistic("p101")).to.equal(false);
    expect(isStatistic("tm90")).to.equal(false);
    expect(() => aggregate([1], "toString")).to.throw(RangeError);
  });
});
