import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { failuresReport, watchFailures } from "../../../commands/output/failures";
import { CloudEvents } from "../../../packages/local-aws/src/events";

describe("failures during a run", () => {
  it("are printed at once and kept for the report: alarms that go off, executions that fail", () => {
    const events = new CloudEvents();
    const lines: string[] = [];
    const failures = watchFailures(events, (line) => lines.push(stripVTControlCharacters(line)));
    const alarm = { name: "refused-rate", reason: "1 datapoint [50]" };
    events.emit("alarm", { ...alarm, from: "INSUFFICIENT_DATA", to: "OK" });
    events.emit("alarm", { ...alarm, from: "OK", to: "ALARM" });
    events.emit("alarm", { ...alarm, from: "ALARM", to: "OK" });
    const execution = { stateMachineName: "image-workflow", executionArn: "arn:1", durationMs: 20 };
    events.emit("execution", { ...execution, status: "SUCCEEDED" });
    events.emit("execution", { ...execution, status: "FAILED", error: "Error: why" });
    expect(lines).to.deep.equal([
      "refused-rate ALARM: 1 datapoint [50]",
      "refused-rate OK again",
      "image-workflow 20 ms FAILED: Error: why",
    ]);
    expect(failuresReport(failures)).to.deep.equal({
      alarms: [{ name: "refused-rate", reason: "1 datapoint [50]" }],
      failedExecutions: [{ executionArn: "arn:1", status: "FAILED", error: "Error: why" }],
    });
  });
});
