import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

import type { InvocationEvent } from "../../src/events";
import { watchMemory } from "../../src/lambda/memory-watch";
import { deploy, logOf, type FunctionSpec } from "../support/cloud/functions";
import { useCloud } from "../support/cloud/use-cloud";

/** Fills memory for good, 8 MiB at a time. */
const GREEDY = `const kept = []; exports.handler = async () => { for (;;) { kept.push(Buffer.alloc(8 << 20, 1)); await new Promise(setImmediate); } };`;
/** Takes as many MiB as the event says, for the time that filling them takes, and answers. */
const BRIEF = `exports.handler = async ({ mib }) => { Buffer.alloc(mib << 20, 1); return mib; };`;
/** Has taken and returned 200 MiB when it writes its first line. */
const RETURNED = `require("node:v8").setFlagsFromString("--expose-gc"); Buffer.alloc(200 << 20, 1); require("node:vm").runInNewContext("gc")(); console.log(process.memoryUsage.rss()); setInterval(() => 0, 1000);`;
const text = (name: string) => ({ format: "Text", logGroup: `/aws/lambda/${name}` }) as const;

// The memory of another process is known on Linux alone.
(existsSync("/proc/self/status") ? describe : describe.skip)("the memory of a Lambda function", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  const nextInvocation = () => new Promise<InvocationEvent>((resolve) => cloud().events.once("invocation", resolve));

  async function invoke(name: string, event: unknown = {}): Promise<[answer: unknown, invocation: InvocationEvent]> {
    const invocation = nextInvocation();
    const { payload } = await cloud().services.lambda.invoke(name, JSON.stringify(event));
    return [JSON.parse(payload), await invocation];
  }

  const deployWith128Mb = (name: string, code: string, more: Partial<FunctionSpec> = {}) =>
    deploy(cloud(), name, { code, memoryMb: 128, ...more });

  it("ends the function that exceeds it, with the error, log and REPORT line of Lambda", async () => {
    await deployWith128Mb("greedy", GREEDY, { logging: text("greedy") });
    const [answer, invocation] = await invoke("greedy");
    const message = `RequestId: ${invocation.requestId} Error: Runtime exited with error: signal: killed`;
    expect(answer).to.deep.equal({ errorType: "Runtime.OutOfMemory", errorMessage: message });
    expect(invocation).to.include({ status: "error", maxMemoryMb: 128 });
    const lines = logOf(cloud(), "greedy");
    expect(lines).to.include(`${message}\nRuntime.ExitError`);
    expect(lines.at(-1)).to.match(
      /\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory$/,
    );
  });

  it("is named in platform.report where the log is JSON", async () => {
    await deployWith128Mb("greedy-json", GREEDY);
    await invoke("greedy-json");
    const report = JSON.parse(logOf(cloud(), "greedy-json").at(-1) ?? "{}") as { record: object };
    expect(report.record).to.deep.include({ status: "error", errorType: "Runtime.OutOfMemory" });
  });

  it("is exceeded by what is taken for a moment only; the next event gets a new process", async () => {
    await deployWith128Mb("brief", BRIEF);
    expect((await invoke("brief", { mib: 8 }))[0]).to.equal(8);
    const [answer] = await invoke("brief", { mib: 112 });
    expect(answer).to.include({ errorType: "Runtime.OutOfMemory" });
    const [again, { initMs }] = await invoke("brief", { mib: 8 });
    expect(again).to.equal(8);
    expect(initMs).to.be.above(0);
  });

  it("is exceeded by a peak that was over before it was measured", async () => {
    const child = spawn(process.execPath, ["-e", RETURNED], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [rss] = (await once(child.stdout, "data")) as [Buffer];
      expect(Number(rss)).to.be.below(150 << 20);
      const noticed = new Promise((resolve) => watchMemory(child.pid ?? 0, 150, resolve));
      const peakMb = await Promise.race([noticed, setTimeout(1000, "not noticed")]);
      expect(peakMb).to.be.within(200, 300);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("is exceeded while the code is loaded", async () => {
    await deployWith128Mb("large", `exports.kept = Buffer.alloc(200 << 20, 1); exports.handler = async () => 1;`);
    const [answer, { requestId, maxMemoryMb }] = await invoke("large");
    expect(answer).to.deep.equal({
      errorType: "Runtime.OutOfMemory",
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect(maxMemoryMb).to.equal(128);
  });

  it("limits V8's heap as Lambda's runtime does", async () => {
    const code = `exports.handler = async () => [process.execArgv, require("node:v8").getHeapStatistics().heap_size_limit / 2 ** 20];`;
    await deploy(cloud(), "heap", { code, memoryMb: 1024 });
    const [answer] = await invoke("heap");
    const [flags, limitMb] = answer as [string[], number];
    expect(flags).to.deep.equal(["--max-semi-space-size=51", "--max-old-space-size=922"]);
    expect(limitMb).to.be.within(922, 1200);
  });

  it("is the function's own, whatever this process takes", async () => {
    const own = Buffer.alloc(300 << 20, 1);
    await deploy(cloud(), "small", { code: BRIEF, memoryMb: 1024 });
    const [, { maxMemoryMb }] = await invoke("small", { mib: 16 });
    expect(maxMemoryMb).to.be.within(30, 150);
    expect(own.at(-1)).to.equal(1);
  });
});
