import { expect } from "chai";

import { FaultSwitches } from "../../../commands/console/faults";
import type { FaultPlan } from "../../../packages/local-aws/src/faults";

describe("the faults of the console", () => {
  let plan: FaultPlan;
  let luck: number;
  let switches: FaultSwitches;
  beforeEach(() => {
    [plan, luck] = [{}, 0.99];
    switches = new FaultSwitches({ follow: (followed) => (plan = followed) }, () => luck);
  });
  const request = (service: string, operation: string) => plan.ofRequest?.(service, operation, "key");

  it("are off until they are switched on, and again when they are switched off", () => {
    expect(switches.view.faults.filter(({ isOn }) => isOn)).to.deep.equal([]);
    switches.set("results-refused", true);
    expect(switches.view.faults.filter(({ isOn }) => isOn).map(({ id }) => id)).to.deep.equal(["results-refused"]);
    expect(request("s3", "PutObject")).to.deep.equal({ kind: "error", status: 403, code: "AccessDenied" });
    expect(request("s3", "GetObject")).to.equal(undefined);
    expect(request("sqs", "PutObject")).to.equal(undefined);
    switches.set("results-refused", false);
    expect(request("s3", "PutObject")).to.equal(undefined);
  });

  it("are on beside each other, those of chance as often as they say", () => {
    switches.set("slow-down", true);
    switches.set("late-answers", true);
    switches.set("functions-killed", true);
    expect(request("s3", "GetObject")).to.deep.equal({ kind: "slow", delayMs: 2000 });
    expect(plan.ofRun?.("process")).to.equal(undefined);
    luck = 0.32;
    expect(request("s3", "GetObject")).to.deep.equal({ kind: "error", status: 503, code: "SlowDown" });
    expect(plan.ofRun?.("process")).to.deep.equal({ kind: "killed", afterMs: 20 });
  });

  it("are those that there are", () => {
    expect(() => switches.set("flood", true)).to.throw('There is no fault "flood".');
    expect(new Set(switches.view.faults.map(({ id }) => id)).size).to.equal(5);
  });
});
