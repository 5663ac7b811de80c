import { expect } from "chai";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { InitClock, processTimes, watchInit } from "../../src/lambda/init-clock";

describe("the time that a function has to start", () => {
  it("is its processor time while it runs or waits for a processor", () => {
    const clock = new InitClock(0, { ran: 0, waited: 0 });
    // Others had the processors for nine tenths of twenty seconds.
    for (let i = 1; i <= 20; i++) clock.look(i * 1000, { ran: i * 100, waited: i * 900 });
    expect(clock.counted).to.equal(2000);
  });

  it("is all time while it does neither, and where the system does not say", () => {
    const idle = new InitClock(0, { ran: 500, waited: 500 });
    idle.look(1000, { ran: 500, waited: 500 });
    expect(idle.counted).to.equal(1000);
    const unknown = new InitClock(0, undefined);
    unknown.look(1000, undefined);
    expect(unknown.counted).to.equal(1000);
  });

  it("is exceeded by a process that waits for what never comes", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 10_000)"], { stdio: "ignore" });
    try {
      const exceeded = new Promise<string>((resolve) => watchInit(child.pid, 300, () => resolve("exceeded")));
      expect(await Promise.race([exceeded, sleep(8000, "not exceeded", { ref: false })])).to.equal("exceeded");
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("is not exceeded once it is no longer watched", async () => {
    let calls = 0;
    const stop = watchInit(process.pid, 0, () => (calls += 1));
    stop();
    await sleep(250);
    expect(calls).to.equal(0);
  });

  if (process.platform === "linux") {
    it("is known of a process that runs", () => {
      const before = processTimes(process.pid)?.ran ?? NaN;
      const end = performance.now() + 50;
      while (performance.now() < end) Math.sqrt(end);
      expect(processTimes(process.pid)?.ran).to.be.above(before);
    });
  }
});
