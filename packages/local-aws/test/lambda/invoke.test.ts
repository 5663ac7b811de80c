import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";

import { startCloud } from "../../src/cloud";
import type { InvocationEvent } from "../../src/events";
import { rejection } from "../support/cloud/rejection";
import { deploy, logOf, zipOf } from "../support/cloud/functions";
import { makeRole, useCloud } from "../support/cloud/use-cloud";

describe("a Lambda function", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;

  async function invoke(name: string, event: unknown = {}): Promise<unknown> {
    const { payload } = await cloud().services.lambda.invoke(name, JSON.stringify(event));
    return JSON.parse(payload);
  }

  const nextInvocation = () => new Promise<InvocationEvent>((resolve) => cloud().events.once("invocation", resolve));

  it("returns its result, stays warm, and reports its duration and memory", async () => {
    const code = `let n = 0; exports.handler = async (event, context) => ({ n: ++n, event, name: context.functionName, left: context.getRemainingTimeInMillis() });`;
    await deploy(cloud(), "warm", { code });
    const first = nextInvocation();
    const answer = (await invoke("warm", { a: "ü" })) as { left: number };
    expect(answer)
      .to.include({ n: 1, name: "warm" })
      .and.deep.include({ event: { a: "ü" } });
    expect(answer.left).to.be.within(1, 30_000);
    const cold = await first;
    expect(cold).to.include({
      functionName: "warm",
      status: "ok",
      memoryMb: 256,
      attempt: 1,
      invocationType: "RequestResponse",
    });
    expect(cold.billedMs).to.equal(Math.ceil(cold.durationMs + (cold.initMs ?? NaN)));
    expect(cold.maxMemoryMb).to.be.within(20, 256);
    const second = nextInvocation();
    expect(await invoke("warm")).to.include({ n: 2 });
    expect((await second).initMs).to.equal(undefined);
  });

  it("fails with a response of more than 6 MB", async () => {
    const code = `exports.handler = async ({ bytes }) => "a".repeat(bytes);`;
    await deploy(cloud(), "large", { code });
    expect(await invoke("large", { bytes: 6_291_554 })).to.have.length(6_291_554);
    expect(await invoke("large", { bytes: 6_291_555 })).to.deep.equal({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });

  it("has its own and Lambda's environment variables, and no others", async () => {
    const code = `exports.handler = async () => ({ env: process.env, cwd: process.cwd() });`;
    await deploy(cloud(), "env", { code, environment: { DESTINATION_BUCKET: "x" } });
    const { env, cwd } = (await invoke("env")) as { env: Record<string, string>; cwd: string };
    expect(env).to.include({
      DESTINATION_BUCKET: "x",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "env",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_ENDPOINT_URL: cloud().endpoint,
      LAMBDA_TASK_ROOT: cwd,
    });
    expect(env._X_AMZN_TRACE_ID).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(env.AWS_ACCESS_KEY_ID).to.match(/^ASIA/);
    expect(env).to.not.have.any.keys("HOME", "USER", "npm_config_user_agent", "NODE_OPTIONS");
  });

  it("finds the modules of its layers, and none of this project", async () => {
    const { lambda } = cloud().services;
    const spec = { name: "lib", compatibleRuntimes: [], compatibleArchitectures: [], description: "", licenseInfo: "" };
    const zip = await zipOf({ "nodejs/node_modules/@scope/lib/index.js": "exports.answer = 42;" });
    const { arn } = lambda.publishLayer(spec, zip);
    const code = `exports.handler = async () => { const { answer } = require("@scope/lib"); try { require("chai"); return "leak"; } catch { return answer; } };`;
    await deploy(cloud(), "layered", { code, layers: [arn] });
    expect(await invoke("layered")).to.equal(42);
  });

  it("may be an ES module", async () => {
    await deploy(cloud(), "esm", {
      code: "",
      more: { "main.mjs": `export const run = async () => "esm";` },
      handler: "main.run",
    });
    expect(await invoke("esm")).to.equal("esm");
  });

  for (const [what, code, errorType, errorMessage] of [
    ["throws", `exports.handler = async () => { throw new RangeError("no"); };`, "RangeError", /^no$/],
    ["cannot be loaded", `require("nowhere");`, "Error", /Cannot find module 'nowhere'/],
    ["has no handler", `exports.other = 1;`, "Runtime.HandlerNotFound", /index.handler is undefined/],
    [
      "takes a callback",
      `exports.handler = (e, c, cb) => cb();`,
      "Runtime.CallbackHandlerDeprecated",
      /callback-based/,
    ],
    ["exits", `exports.handler = async () => process.exit(3);`, "Runtime.ExitError", /exit status 3/],
    [
      "leaves a rejection unhandled",
      `exports.handler = () => { Promise.reject(new Error("unseen")); return new Promise(() => {}); };`,
      "Runtime.UnhandledPromiseRejection",
      /unseen/,
    ],
    [
      "crashes later",
      `exports.handler = () => { setTimeout(() => { throw new TypeError("late"); }); return new Promise(() => {}); };`,
      "TypeError",
      /^late$/,
    ],
  ] as const) {
    it(`that ${what} fails with ${errorType}`, async () => {
      const name = what.replace(/ /g, "-");
      await deploy(cloud(), name, { code });
      const event = nextInvocation();
      const answer = (await invoke(name)) as Record<string, string>;
      expect(answer.errorType).to.equal(errorType);
      expect(answer.errorMessage).to.match(errorMessage);
      expect(await event).to.include({ status: "error" });
    });
  }

  it("is ended after its timeout, even in an endless loop", async () => {
    await deploy(cloud(), "slow", { code: `exports.handler = async () => { for (;;); };`, timeoutSec: 1 });
    const event = nextInvocation();
    expect(await invoke("slow"))
      .to.have.property("errorMessage")
      .that.matches(/Task timed out after 1\.00 seconds$/);
    expect(await event).to.include({ status: "timeout" });
    expect(logOf(cloud(), "slow").at(-1)).to.include('"status":"timeout"');
  });

  it("writes its log and its REPORT line in JSON", async () => {
    const code = `exports.handler = async () => { console.log("hello %s", "you"); console.debug("hidden"); console.error(new Error("bad")); console.info({ a: 1 }); process.stdout.write("raw\\n"); };`;
    await deploy(cloud(), "json-log", { code });
    await invoke("json-log");
    const lines = logOf(cloud(), "json-log");
    const raw = lines.indexOf("raw");
    expect(raw).to.be.greaterThan(0);
    const [start, hello, bad, info, , report] = lines.map((line) =>
      line === "raw" ? {} : (JSON.parse(line) as Record<string, unknown>),
    );
    expect(start).to.include({ type: "platform.start" });
    expect(hello).to.include({ level: "INFO", message: "hello you" });
    expect(bad).to.include({ level: "ERROR", errorType: "Error", errorMessage: "bad" });
    expect(info).to.deep.include({ message: { a: 1 } });
    expect(report).to.include({ type: "platform.report" });
    expect(lines).to.have.length(6);
  });

  it("writes its log and its REPORT line as text", async () => {
    const code = `exports.handler = async () => { console.log("one\\ntwo"); console.debug("shown"); };`;
    await deploy(cloud(), "text-log", { code, logging: { format: "Text", logGroup: "/aws/lambda/text-log" } });
    await invoke("text-log");
    const [start, one, shown, end, report] = logOf(cloud(), "text-log");
    expect(start).to.match(/^START RequestId: [\w-]{36} Version: \$LATEST$/);
    expect(one).to.match(/^\S+Z\t[\w-]{36}\tINFO\tone\rtwo$/);
    expect(shown).to.match(/\tDEBUG\tshown$/);
    expect(end).to.match(/^END RequestId: /);
    expect(report).to.match(
      /^REPORT RequestId: [\w-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
    );
  });

  it("emits a fault if the role may not write the log", async () => {
    makeRole(cloud(), "mute", []);
    await deploy(cloud(), "muted", { code: `exports.handler = async () => console.log("lost");` });
    const record = cloud().services.lambda.function("muted");
    cloud().services.lambda.updateFunction("muted", {
      config: { ...record.config, roleArn: "arn:aws:iam::000000000000:role/mute" },
    });
    const fault = new Promise<string>((resolve) => cloud().events.once("fault", ({ message }) => resolve(message)));
    await invoke("muted");
    expect(await fault).to.match(/the role of muted may not write to log group \/aws\/lambda\/muted/);
    expect(cloud().services.logs.has("/aws/lambda/muted")).to.equal(false);
  });

  it("runs in several instances at once, up to its reserved concurrency", async () => {
    const code = `exports.handler = async () => process.pid;`;
    await deploy(cloud(), "wide", { code, reservedConcurrency: 2 });
    const throttled: string[] = [];
    cloud().events.on("throttle", ({ functionName }) => throttled.push(functionName));
    const both = [invoke("wide"), invoke("wide")];
    const third = await rejection(invoke("wide"));
    expect(third).to.include({ code: "TooManyRequestsException" });
    expect(throttled).to.deep.equal(["wide"]);
    expect(new Set(await Promise.all(both)).size).to.equal(2);
  });

  it("leaves no process and no file after the cloud closes", async () => {
    const own = await startCloud();
    const code = `exports.handler = async () => ({ pid: process.pid, root: process.env.LAMBDA_TASK_ROOT });`;
    await deploy(own, "gone", { code });
    const { payload } = await own.services.lambda.invoke("gone", "{}");
    const { pid, root } = JSON.parse(payload) as { pid: number; root: string };
    expect(readFileSync(`${root}/index.js`, "utf8")).to.equal(code);
    await own.close();
    expect(() => process.kill(pid, 0)).to.throw("ESRCH");
    expect(existsSync(root)).to.equal(false);
  });
});
