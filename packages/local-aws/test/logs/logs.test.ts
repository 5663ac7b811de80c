import { expect } from "chai";

import type { Cloud } from "../../src/cloud";
import { jsonRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const call = (cloud: Cloud, operation: string, input: object) =>
  jsonRequest(cloud, "logs", `Logs_20140328.${operation}`, input);

describe("CloudWatch Logs", () => {
  const suite = useCloud();
  const logGroupName = "/group";

  before(() => {
    const { logs } = suite().cloud.services;
    logs.createGroup({ name: logGroupName, retentionInDays: 7, logGroupClass: "STANDARD", tags: {} });
    logs.write(logGroupName, "a", [
      { message: "first REPORT line", timestamp: 1 },
      { message: "second line", timestamp: 2 },
    ]);
    logs.write(logGroupName, "b", [{ message: "third REPORT", timestamp: 3 }]);
  });

  it("describes its groups", async () => {
    const { logGroups } = await call(suite().cloud, "DescribeLogGroups", {});
    const arn = "arn:aws:logs:us-east-1:000000000000:log-group:/group";
    expect((logGroups as object[])[0]).to.deep.include({
      logGroupName,
      retentionInDays: 7,
      arn: `${arn}:*`,
      logGroupArn: arn,
    });
  });

  it("returns the lines of a stream, and those that match a pattern and a time", async () => {
    const stream = await call(suite().cloud, "GetLogEvents", { logGroupName, logStreamName: "a" });
    expect((stream.events as { message: string }[]).map((e) => e.message)).to.deep.equal([
      "first REPORT line",
      "second line",
    ]);
    const filtered = await call(suite().cloud, "FilterLogEvents", {
      logGroupName,
      filterPattern: '"REPORT"',
      startTime: 2,
    });
    expect((filtered.events as { message: string }[]).map((e) => e.message)).to.deep.equal(["third REPORT"]);
  });

  it("refuses filter patterns on fields, of alternatives, exclusions and expressions", async () => {
    const { cloud } = suite();
    cloud.services.logs.createGroup({ name: "/patterns", retentionInDays: 0, logGroupClass: "STANDARD", tags: {} });
    const filter = (filterPattern: string) =>
      call(cloud, "FilterLogEvents", { logGroupName: "/patterns", filterPattern });
    for (const pattern of ['{ $.level = "error" }', "[ip, user]", "?a ?b", "a -b", "%a.c%"]) {
      expect(await filter(pattern), pattern).to.include({ __type: "InvalidParameterException" });
    }
    expect(await filter('ERROR "two words"')).to.deep.equal({ events: [] });
  });

  it("refuses what the model of its requests refuses, groups that are named twice or not at all, and other streams", async () => {
    const { cloud } = suite();
    for (const [operation, input, code, message] of [
      [
        "GetLogEvents",
        { logGroupName, logStreamName: "a", limit: 10_001 },
        "InvalidParameterException",
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ],
      ["GetLogEvents", { logGroupName }, "InvalidParameterException", "Value null at 'logStreamName'"],
      [
        "GetLogEvents",
        { logGroupName, logStreamName: "none" },
        "ResourceNotFoundException",
        "log stream does not exist",
      ],
      [
        "GetLogEvents",
        { logGroupName, logStreamName: "a", nextToken: "x" },
        "InvalidParameterException",
        "nextToken is invalid",
      ],
      ["FilterLogEvents", { logGroupName, nextToken: "!" }, "InvalidParameterException", "nextToken is invalid"],
      ["FilterLogEvents", {}, "InvalidParameterException", "Either logGroupName or logGroupIdentifier"],
      [
        "FilterLogEvents",
        { logGroupName, startFromHead: true },
        "InvalidParameterException",
        "does not have the parameter startFromHead",
      ],
      [
        "DescribeLogStreams",
        { logGroupName, logGroupIdentifier: logGroupName },
        "ValidationException",
        "mutually exclusive",
      ],
      ["DescribeLogGroups", { limit: 51 }, "InvalidParameterException", "less than or equal to 50"],
    ] as const) {
      const answer = await call(cloud, operation, input);
      expect(answer, message).to.include({ __type: code });
      expect(answer.message).to.include(message);
    }
  });

  it("answers in pages", async () => {
    const { cloud } = suite();
    const texts = (answer: Record<string, unknown>) => (answer.events as { message: string }[]).map((e) => e.message);
    const get = (more: object) => call(cloud, "GetLogEvents", { logGroupName, logStreamName: "a", limit: 1, ...more });
    const newest = await get({});
    expect(texts(newest)).to.deep.equal(["second line"]);
    expect(texts(await get({ nextToken: newest.nextBackwardToken }))).to.deep.equal(["first REPORT line"]);
    expect(texts(await get({ nextToken: newest.nextForwardToken }))).to.deep.equal([]);
    expect(texts(await get({ startFromHead: true }))).to.deep.equal(["first REPORT line"]);
    const filtered = await call(cloud, "FilterLogEvents", { logGroupName, limit: 2 });
    const { nextToken } = filtered;
    expect(texts(filtered)).to.deep.equal(["first REPORT line", "second line"]);
    expect(texts(await call(cloud, "FilterLogEvents", { logGroupName, limit: 2, nextToken }))).to.deep.equal([
      "third REPORT",
    ]);
  });

  it("refuses an unknown group and an unknown operation by name", async () => {
    expect(await call(suite().cloud, "GetLogEvents", { logGroupName: "/none", logStreamName: "a" })).to.include({
      __type: "ResourceNotFoundException",
    });
    const unknown = await call(suite().cloud, "StartLiveTail", {});
    expect(unknown).to.include({ __type: "UnknownOperationException" });
    expect(unknown.message).to.include("StartLiveTail");
  });
});
