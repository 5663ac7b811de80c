import path from "node:path";

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { MAX_CALLS, Traces, type TracedRun } from "../../src/traces/traces";
import { deploy } from "../support/cloud/functions";
import { useCloud } from "../support/cloud/use-cloud";

const PROJECT_DIR = path.join(__dirname, "../../../..");

/** Reads the object that it is told to, and asks for what its role does not allow. */
const CODE = `
const { S3Client, GetObjectCommand, PutObjectCommand } = require("@aws-sdk/client-s3");
const { DynamoDBClient, ListTablesCommand } = require("@aws-sdk/client-dynamodb");
const options = { maxAttempts: 1 };
exports.handler = async ({ Bucket, Key, fails }) => {
  const s3 = new S3Client(options);
  await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString();
  await s3.send(new PutObjectCommand({ Bucket, Key: "copy", Body: "x" })).catch(() => undefined);
  await new DynamoDBClient(options).send(new ListTablesCommand({}));
  if (fails) throw new Error("no luck");
};`;

describe("traces of functions", () => {
  const suite = useCloud({ sdkFrom: PROJECT_DIR });

  before(async () => {
    const { cloud, root } = suite();
    cloud.services.s3.createBucket("traced");
    const bucket = "arn:aws:s3:::traced";
    await deploy(cloud, "reader", {
      code: CODE,
      statements: [
        { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: `${bucket}/*` },
        { Sid: "Tables", Effect: "Allow", Action: "dynamodb:ListTables", Resource: "*" },
      ],
    });
    for (const Key of ["one", "two"]) {
      await root.s3.send(new PutObjectCommand({ Bucket: "traced", Key, Body: "x" }));
    }
  });

  const runsOf = (key: string) => suite().cloud.traces.touching(`arn:aws:s3:::traced/${key}`);
  const callsOf = (run: TracedRun | undefined) =>
    (run?.calls ?? []).map(({ startedAt, durationMs = NaN, ...call }) => {
      expect(startedAt).to.be.at.least(run?.startedAt ?? Infinity);
      expect(durationMs).to.be.within(0, 30_000);
      return call;
    });

  it("say which calls each run has made, and which statement has decided about them", async () => {
    const { lambda } = suite().cloud.services;
    const event = (Key: string) => JSON.stringify({ Bucket: "traced", Key });
    const [{ requestId }] = await Promise.all([
      lambda.invoke("reader", event("one")),
      lambda.invoke("reader", event("two")),
    ]);
    const [run, ...more] = runsOf("one");
    expect(more).to.deep.equal([]);
    expect(run).to.include({ functionName: "reader", requestId, attempt: 1, status: "ok", omittedCalls: 0 });
    const identity = (statement: string) => ({ kind: "identity", policy: "inline", statement });
    expect(callsOf(run)).to.deep.equal([
      {
        ...{ service: "s3", operation: "GetObject", subject: "one", status: 200 },
        decisions: [
          {
            ...{ action: "s3:GetObject", resource: "arn:aws:s3:::traced/one", allowed: true },
            by: identity("Read"),
          },
        ],
      },
      {
        ...{ service: "s3", operation: "PutObject", subject: "copy", status: 403, errorCode: "AccessDenied" },
        decisions: [{ action: "s3:PutObject", resource: "arn:aws:s3:::traced/copy", allowed: false }],
      },
      {
        ...{ service: "dynamodb", operation: "ListTables", status: 200 },
        decisions: [{ action: "dynamodb:ListTables", resource: "*", allowed: true, by: identity("Tables") }],
      },
    ]);
  });

  it("tell the attempts of one event apart", async () => {
    const { cloud, root } = suite();
    await root.s3.send(new PutObjectCommand({ Bucket: "traced", Key: "three", Body: "x" }));
    const event = JSON.stringify({ Bucket: "traced", Key: "three", fails: true });
    const requestId = cloud.services.lambda.invokeAsync("reader", event);
    await cloud.idle();
    const runs = runsOf("three");
    expect(runs.map((run) => [run.requestId, run.attempt, run.status, run.calls.length])).to.deep.equal(
      [1, 2, 3].map((attempt) => [requestId, attempt, "error", 3]),
    );
  });

  it("take a bounded amount of memory", () => {
    const traces = new Traces();
    const resource = "arn:aws:s3:::b/k";
    for (let index = 0; index < 600; index += 1) {
      const end = traces.begin("key", { functionName: "f", requestId: String(index), attempt: 1 });
      for (let call = 0; call < MAX_CALLS + 2; call += 1) {
        traces.call("key", "s3")?.decisions.push({ action: "s3:GetObject", resource, allowed: true });
      }
      end({ durationMs: 1, status: "ok" });
    }
    expect(traces.call("key", "s3")).to.equal(undefined);
    const runs = traces.touching(resource);
    expect(runs.map(({ requestId }) => Number(requestId))).to.deep.equal(
      Array.from({ length: 500 }, (_, index) => index + 100),
    );
    expect(runs.every(({ calls, omittedCalls }) => calls.length === MAX_CALLS && omittedCalls === 2)).to.equal(true);
  });
});
