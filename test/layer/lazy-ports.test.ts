import { expect } from "chai";
import { lazyExecutions } from "../../layer/lazy-ports";
import { sqsQueue } from "../../layer/sqs-queue";

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected a failure; there was none");
}

describe("ports that are loaded with their first call", () => {
  it("know the state machine's name before that", () => {
    const arn = "arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow";
    expect(lazyExecutions({ arn, type: "STANDARD" }).machineName).to.equal("image-workflow");
    expect(lazyExecutions(undefined).machineName).to.equal("");
  });

  it("name the variable that a function was not given", async () => {
    expect(await failure(lazyExecutions(undefined).run("once", {}))).to.contain("STATE_MACHINE_ARN is not set");
    expect(await failure(sqsQueue(undefined, "WORK_QUEUE_URL").send({}))).to.contain("WORK_QUEUE_URL is not set");
  });
});
