import { createHash, createHmac } from "node:crypto";

import { expect } from "chai";

import type { Cloud } from "../../src/cloud";
import { useCloud } from "../support/cloud/use-cloud";

/** Signs a request by hand: there is no client of this service among the project's dependencies. */
async function call(cloud: Cloud, operation: string, input: object): Promise<Record<string, unknown>> {
  const body = JSON.stringify(input);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${date.slice(0, 8)}/us-east-1/logs/aws4_request`;
  const host = new URL(cloud.endpoint).host;
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${date}\n\nhost;x-amz-date\n${sha256(body)}`;
  const key = ["us-east-1", "logs", "aws4_request"].reduce(
    (k, part) => createHmac("sha256", k).update(part).digest(),
    createHmac("sha256", `AWS4${cloud.credentials.secretAccessKey}`).update(date.slice(0, 8)).digest(),
  );
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${cloud.credentials.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  const headers = { authorization, "x-amz-date": date, "x-amz-target": `Logs_20140328.${operation}` };
  const response = await fetch(cloud.endpoint, { method: "POST", body, headers });
  return (await response.json()) as Record<string, unknown>;
}

describe("the embedded CloudWatch Logs", () => {
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

  it("gives the lines of a stream, and those that fit a pattern and a time", async () => {
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

  it("says that a group is not there, and what it cannot do", async () => {
    expect(await call(suite().cloud, "GetLogEvents", { logGroupName: "/none" })).to.include({
      __type: "ResourceNotFoundException",
    });
    const unknown = await call(suite().cloud, "StartLiveTail", {});
    expect(unknown).to.include({ __type: "UnknownOperationException" });
    expect(unknown.message).to.include("StartLiveTail");
  });
});
