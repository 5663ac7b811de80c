import { setTimeout as sleep } from "node:timers/promises";

import { expect } from "chai";
import type { InvocationEvent } from "@image-pipeline/local-aws";

import { redrive } from "../../commands/operate/redrive";
import { release, releaseLines, type ReleaseReport } from "../../commands/operate/release";
import type { FunctionRelease } from "../../handlers/contract";
import { rejectionName } from "../../packages/local-aws/test/support/cloud/rejection";
import { zipOf } from "../../packages/local-aws/test/support/cloud/functions";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { GrantUse } from "../support/e2e/grants";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { Pipeline } from "../support/e2e/pipeline";

const THROWS = `exports.handler = async () => { throw new Error("a bad release"); };`;

/** Each goes on where the one before has ended. */
describe("a stack with a canary", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let grants: GrantUse;
  let image: Buffer;
  before(async () => {
    pipeline = await Pipeline.start({ deployment: "canary10percent5minutes" });
    grants = new GrantUse(pipeline.cloud.services);
    image = await jpeg(320, 240);
  });
  after(() => pipeline.close());

  /** Runs the command as a role with the documented policy. */
  const run = async (options: { dryRun?: boolean } = {}, signal = unstopped): Promise<ReleaseReport> => {
    const stack = connectedAs(pipeline, "release");
    try {
      return await release(stack, options, { err: new Lines(), signal });
    } finally {
      stack.close();
    }
  };
  const aliases = () => {
    const { versions } = pipeline.cloud.services.lambda;
    const releases = JSON.parse(pipeline.outputs.releases ?? "") as readonly FunctionRelease[];
    return releases.map(({ functionName, alias }) => versions.alias(functionName, alias));
  };
  const pointed = () =>
    aliases().map(({ functionVersion, additionalVersionWeights }) => [functionVersion, additionalVersionWeights]);
  const isShifting = () => pointed().some(([, weights]) => Object.keys(weights as object).length > 0);
  /** Uploads, and says which version has processed it. */
  const processedBy = async (key: string) => {
    const runs: InvocationEvent[] = [];
    const note = (event: InvocationEvent) => void runs.push(event);
    pipeline.cloud.events.on("invocation", note);
    await pipeline.put(key, image);
    pipeline.cloud.events.off("invocation", note);
    const records = await pipeline.records(key);
    const ran = runs.filter(({ functionName }) => functionName.startsWith("image-processing-function"));
    return [
      records.map(({ status }) => status),
      ran.map(({ qualifier, executedVersion }) => `${qualifier}:${executedVersion}`),
    ] as const;
  };

  it("processes uploads by the alias, which has the first version", async () => {
    expect(pipeline.functionName).to.match(/^image-processing-function-\w+:live$/);
    expect(await processedBy("one.jpg")).to.deep.equal([["PROCESSED"], ["live:1"]]);
    expect(await run()).to.deep.equal({ outcome: "unchanged", shifts: [], unchanged: 3 });
  });

  it("publishes another version with an update, and invokes the old one until it is released", async () => {
    await pipeline.reconfigure({ memoryMb: 1100 });
    expect(await processedBy("two.jpg")).to.deep.equal([["PROCESSED"], ["live:1"]]);
    const { outcome, shifts, unchanged } = await run({ dryRun: true });
    expect(outcome).to.equal("planned");
    expect(
      shifts.map(({ functionName, from, to }) => `${functionName.replace(/-\w+$/, "")} ${from} ${to}`),
    ).to.have.members(["image-processing-function 1 2", "image-removal-function 1 2"]);
    expect(unchanged).to.equal(1);
    expect(pointed()).to.deep.equal(Array(3).fill(["1", {}]));
  });

  it("shifts the invocations to it, a tenth of them first", async () => {
    const released = run();
    const seen = new Set<string>();
    const watch = setInterval(() => pointed().forEach((one) => seen.add(JSON.stringify(one))), 50);
    const report = await released;
    clearInterval(watch);
    expect(report).to.deep.include({ outcome: "released", unchanged: 1 });
    expect(report.shifts.map(({ status }) => status)).to.deep.equal(["Succeeded", "Succeeded"]);
    expect([...seen]).to.include('["1",{"2":0.1}]');
    expect(pointed()).to.have.deep.members([
      ["2", {}],
      ["2", {}],
      ["1", {}],
    ]);
    expect(await processedBy("three.jpg")).to.deep.equal([["PROCESSED"], ["live:2"]]);
    expect(releaseLines("dev", report)[0]).to.equal("2 functions have new code, 1 had it");
  });

  it("goes on without a command that is interrupted, and is not released twice meanwhile", async () => {
    await pipeline.reconfigure({ memoryMb: 1150 });
    const { outcome, shifts } = await run({}, AbortSignal.timeout(300));
    expect([outcome, shifts.map(({ status }) => status)]).to.deep.equal(["underWay", ["InProgress", "InProgress"]]);
    expect(await rejectionName(run())).to.equal("DeploymentLimitExceededException");
    while (isShifting()) await sleep(100);
    expect(pointed()).to.have.deep.members([
      ["3", {}],
      ["3", {}],
      ["1", {}],
    ]);
    expect((await run()).outcome).to.equal("unchanged");
  });

  it("goes back everywhere where the new version of one function fails, and its image comes back", async () => {
    const { lambda } = pipeline.cloud.services;
    const bad = await zipOf({ "index.js": THROWS, "__index.js": THROWS });
    const update = lambda.updateFunction.bind(lambda);
    // The update that a bad layer would make.
    lambda.updateFunction = (name, change) =>
      update(name, name.startsWith("image-processing-function") ? { ...change, zip: bad } : change);
    await pipeline.reconfigure({ memoryMb: 1200 });
    lambda.updateFunction = update;
    expect(await processedBy("four.jpg")).to.deep.equal([["PROCESSED"], ["live:3"]]);

    const released = run();
    while (!isShifting()) await sleep(20);
    // By chance it could take many uploads until one is processed by it.
    const [name = ""] = pipeline.functionName.split(":");
    lambda.versions.updateAlias(name, "live", { additionalVersionWeights: { "4": 1 } });
    const [[status], [first]] = await processedBy("five.jpg");
    expect(first).to.equal("live:4");
    const report = await released;
    expect(report.outcome).to.equal("rolledBack");
    const reasons = report.shifts.flatMap(({ reason }) => reason ?? []);
    expect(
      reasons.filter((reason) => /Activated alarms: <image-processing-function-release/.test(reason)),
    ).to.have.length(1);
    expect(pointed()).to.have.deep.members([
      ["3", {}],
      ["3", {}],
      ["1", {}],
    ]);

    const stack = connectedAs(pipeline, "redrive");
    const { sent } = await redrive(stack, { rate: 1000 }, { err: new Lines(), signal: unstopped });
    stack.close();
    await pipeline.cloud.idle();
    // Where the alarm was quicker than the retries the old version has processed it already.
    expect(sent).to.equal(status === "FAILED" ? 1 : 0);
    expect((await pipeline.records("five.jpg")).map(({ status }) => status)).to.deep.equal(["PROCESSED"]);
  });

  it("grants CodeDeploy nothing that it has not used", () => {
    expect(grants.unused("codedeploy.amazonaws.com")).to.deep.equal([]);
  });
});

describe("a stack with a canary and the workflow", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await Pipeline.start({ deployment: "canary10percent5minutes", workflow: true, notify: true });
  });
  after(() => pipeline.close());

  it("invokes nothing but aliases: by state machine, queue and stream", async () => {
    const runs: InvocationEvent[] = [];
    pipeline.cloud.events.on("invocation", (event) => void runs.push(event));
    await pipeline.put("one.jpg", await jpeg(320, 240));
    expect((await pipeline.records("one.jpg")).map(({ status }) => status)).to.deep.equal(["PROCESSED"]);
    const stems = runs.map(({ functionName }) => functionName.replace(/-\w+$/, ""));
    const workflow = ["run", "inspect", "render", "record"].map((step) => `image-workflow-${step}`);
    expect(stems).to.include.members([...workflow, "image-notify-announce"]);
    const invoked = new Set(runs.map(({ qualifier, executedVersion }) => `${qualifier}:${executedVersion}`));
    expect([...invoked]).to.deep.equal(["live:1"]);
  });
});
