import { expect } from "chai";

import { FunctionStats } from "../../../commands/console/function-stats";
import { CloudEvents } from "../../../packages/local-aws/src/events";

const run = {
  ...{ functionName: "process", requestId: "r", billedMs: 1, memoryMb: 1024, attempt: 1, willRetry: false },
  invocationType: "Event",
} as const;

describe("the runs of functions", () => {
  it("are counted by function, until nobody looks any more", () => {
    const events = new CloudEvents();
    const stats = new FunctionStats(events);
    events.emit("invocation", { ...run, durationMs: 20.4, maxMemoryMb: 90, status: "ok" });
    events.emit("invocation", { ...run, durationMs: 30, maxMemoryMb: 80, status: "timeout" });
    events.emit("throttle", { functionName: "process" });
    expect(stats.of("process")).to.deep.equal({ runs: 2, errors: 1, throttles: 1, lastMs: 30, maxMemoryMb: 90 });
    expect(stats.of("other")).to.deep.equal({ runs: 0, errors: 0, throttles: 0 });
    stats.close();
    events.emit("throttle", { functionName: "process" });
    expect(stats.of("process")).to.include({ throttles: 1 });
  });
});
