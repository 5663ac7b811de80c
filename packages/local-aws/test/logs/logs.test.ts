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

  it("refuses an unknown group and an unknown operation by name", async () => {
    expect(await call(suite().cloud, "GetLogEvents", { logGroupName: "/none" })).to.include({
      __type: "ResourceNotFoundException",
    });
    const unknown = await call(suite().cloud, "StartLiveTail", {});
    expect(unknown).to.include({ __type: "UnknownOperationException" });
    expect(unknown.message).to.include("StartLiveTail");
  });
});
