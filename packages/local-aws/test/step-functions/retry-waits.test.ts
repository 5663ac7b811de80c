import { expect } from "chai";

import { StateMachine } from "aws-local-stepfunctions";
import { prepareDefinition } from "../../src/step-functions/definition";

const WAIT_FACTOR = 0.01;

/** Milliseconds between the attempts of a Task that fails each time. */
async function waitsOf(retrier: object): Promise<number[]> {
  const task = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f" },
    Retry: [{ ErrorEquals: ["States.ALL"], ...retrier }],
    End: true,
  };
  const text = JSON.stringify({ StartAt: "A", States: { A: task } });
  const { definition } = prepareDefinition(text, "STANDARD", WAIT_FACTOR);
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const waits: number[] = [];
  const { setTimeout: real } = globalThis;
  const attempt = () => Promise.reject(new Error("no"));
  globalThis.setTimeout = ((run: () => void, ms = 0, ...rest: unknown[]) => {
    // The limit of the Task itself is a timer of days.
    if (ms > 1e6) return real(run, 2 ** 31 - 1);
    waits.push(ms);
    return real(run, 0, ...(rest as []));
  }) as typeof real;
  try {
    await machine.run({}, { overrides: { taskResourceLocalHandlers: { A: attempt } } }).result.catch(() => undefined);
  } finally {
    globalThis.setTimeout = real;
  }
  return waits;
}

describe("waits before retries", () => {
  const seconds = (waits: readonly number[]) => waits.map((ms) => Math.round(ms / WAIT_FACTOR / 1000));

  it("grow by the rate, up to the longest delay", async () => {
    const retrier = { IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 };
    expect(seconds(await waitsOf(retrier))).to.deep.equal([3, 6, 12]);
    expect(seconds(await waitsOf({ ...retrier, MaxDelaySeconds: 5 }))).to.deep.equal([3, 5, 5]);
  });

  it("are 1, 2 and 4 seconds without more words", async () => {
    expect(seconds(await waitsOf({}))).to.deep.equal([1, 2, 4]);
  });

  it("lie between nothing and that with full jitter", async () => {
    const waits = await waitsOf({ IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 20, JitterStrategy: "FULL" });
    // One in a thousand is no wait at all, and not seen here.
    expect(waits.length).to.be.within(17, 20);
    expect(Math.max(...waits)).to.be.at.most(100_000 * WAIT_FACTOR);
    expect(new Set(waits).size).to.be.greaterThan(5);
  });
});
