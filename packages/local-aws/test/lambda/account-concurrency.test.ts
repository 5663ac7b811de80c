import { expect } from "chai";
import { setImmediate as turn } from "node:timers/promises";

import { startCloud, type Cloud } from "../../src/cloud";
import { deploy } from "../support/cloud/functions";
import { rejection } from "../support/cloud/rejection";

const SLOW = `exports.handler = async (ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); return "done"; };`;

/** Says how many of it run now. */
const COUNTED = `
const { mkdirSync, readdirSync, rmSync } = require("node:fs");
const running = __dirname + "/running/";
exports.handler = async () => {
  mkdirSync(running + process.pid, { recursive: true });
  console.log("running: " + readdirSync(running).length);
  await new Promise((resolve) => setTimeout(resolve, 800));
  rmSync(running + process.pid, { recursive: true });
};`;

describe("the concurrency of an account", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ functionConcurrency: 3 });
    for (const name of ["one", "two"]) await deploy(cloud, name, { code: SLOW });
    await deploy(cloud, "own", { code: SLOW, reservedConcurrency: 1 });
  });
  after(() => cloud.close());

  it("is shared by all functions, and what one reserves is lost to the others", async () => {
    const { lambda } = cloud.services;
    const running = [lambda.invoke("one", "500"), lambda.invoke("two", "500")];
    const throttled = await rejection(lambda.invoke("two", "0"));
    expect(throttled).to.include({ code: "TooManyRequestsException", status: 429 });
    expect((await lambda.invoke("own", "0")).payload).to.equal('"done"');
    await Promise.all(running);
    expect((await lambda.invoke("two", "0")).payload).to.equal('"done"');
  });

  it("lets asynchronous events of one function wait until those of another have ended", async () => {
    const ended: string[] = [];
    cloud.events.on("invocation", ({ functionName }) => ended.push(functionName));
    for (let index = 0; index < 6; index++) cloud.services.lambda.invokeAsync("one", "500");
    for (let index = 0; index < 6; index++) cloud.services.lambda.invokeAsync("two", "500");
    await turn();
    const error = await rejection(cloud.services.lambda.invoke("one", "0"));
    const endedBefore = ended.length;
    await cloud.idle();
    expect(error).to.include({ status: 429 });
    // It is refused while others wait, however slow the machine is.
    expect(endedBefore).to.be.below(10);
    expect(ended).to.have.length(12);
  });

  it("holds for events that arrive, or are resumed, all at once", async () => {
    await deploy(cloud, "counted", { code: COUNTED });
    const counts: number[] = [];
    cloud.events.on("log", ({ line }) => {
      const [, count] = /running: (\d+)/.exec(line) ?? [];
      if (count !== undefined) counts.push(Number(count));
    });
    for (let index = 0; index < 12; index++) cloud.services.lambda.invokeAsync("counted", "{}");
    await cloud.idle();
    expect(counts).to.have.length(12);
    expect(Math.max(...counts)).to.equal(2);
  });

  it("is a positive number", async () => {
    expect((await rejection(startCloud({ functionConcurrency: 0 }))).message).to.match(/positive integer, got 0/);
  });
});
