import { expect } from "chai";

import type { AwsResponse } from "../../src/aws-request";
import { answer, useStepFunctions } from "./use-step-functions";

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:resize";
const task = (next: object) => ({ Type: "Task", Resource: FUNCTION_ARN, Parameters: { "n.$": "$.n" }, ...next });
const definition = {
  StartAt: "First",
  States: { First: task({ Next: "Second" }), Second: task({ Next: "Third" }), Third: task({ End: true }) },
};

describe("an execution that is running when a run ends", () => {
  const world = useStepFunctions();
  const bodies = () => world().calls.map(({ body }) => (JSON.parse(body) as { n: number }).n);

  /** Answers n + 1, and never to the request with `silentAt`. */
  function count(silentAt?: number): void {
    world().answers.lambda = ({ body }): AwsResponse | Promise<AwsResponse> => {
      const { n } = JSON.parse(String(body)) as { n: number };
      return n === silentAt ? new Promise(() => undefined) : answer(200, { n: n + 1 });
    };
  }

  async function startAndStopAt(n: number, type: "STANDARD" | "EXPRESS"): Promise<string> {
    count(n);
    const machine = await world().put(definition, { type });
    const { arn } = world().states.start(machine, '{"n":1}', world().iam.root(), "one");
    while (!bodies().includes(n)) await new Promise((resolve) => setTimeout(resolve, 1));
    count();
    await world().nextRun();
    await world().context.work.idle();
    return arn;
  }

  it("goes on in the next one, and calls no service again for a Task that had ended", async () => {
    const arn = await startAndStopAt(2, "STANDARD");
    expect(bodies()).to.deep.equal([1, 2, 2, 3]);
    const execution = world().states.executions.get(arn);
    expect([execution?.status, execution?.output]).to.deep.equal(["SUCCEEDED", { n: 4 }]);
    const types = (execution?.history ?? []).map(({ type }) => type);
    expect(types.filter((type) => type === "TaskSucceeded")).to.have.length(3);
    expect(types[0]).to.equal("ExecutionStarted");
    await world().nextRun();
    await world().context.work.idle();
    expect(bodies(), "nothing is left").to.have.length(4);
    expect(world().states.executions.get(arn)?.history).to.deep.equal(execution?.history);
  });

  it("of the type EXPRESS starts once more from its beginning, and is not kept when it has ended", async () => {
    const arn = await startAndStopAt(3, "EXPRESS");
    expect(bodies()).to.deep.equal([1, 2, 3, 1, 2, 3]);
    expect(world().states.executions.get(arn)?.status).to.equal("SUCCEEDED");
    await world().nextRun();
    expect(world().states.executions.has(arn)).to.equal(false);
  });
});
