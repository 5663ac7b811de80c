import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { smallBurst } from "../support/e2e/burst";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

describe("the workflow behind its queue", function () {
  this.timeout(2 * HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  before(async () => {
    // EXPRESS, in an account that may run ten functions.
    pipeline = await Pipeline.start({ workflow: true });
  });
  after(() => pipeline.close());

  /** Uploads one image, lets `disturb` act on its first execution, and answers how its executions ended. */
  async function disturbed(key: string, disturb: () => Promise<void>): Promise<string[]> {
    const { cloud } = pipeline;
    const ends: string[] = [];
    const onEnd = ({ status }: { status: string }) => {
      ends.push(status);
      cloud.faults.clear();
    };
    cloud.events.on("execution", onEnd);
    // Until the first execution has ended, rendering is throttled and the execution waits.
    const resource = pipeline.functionNamed("image-workflow-render");
    cloud.faults.fail("lambda", "Invoke", { status: 429, code: "TooManyRequestsException", resource });
    await Promise.all([pipeline.put(key, await jpeg(64, 48)), disturb()]);
    cloud.events.off("execution", onEnd);
    return ends;
  }
  const statusOf = async (key: string) => (await pipeline.records(key)).map(({ status }) => status);

  it("processes an image whose execution is stopped half-way", async () => {
    const { stepFunctions } = pipeline.cloud.services;
    const ends = await disturbed("stopped.jpg", async () => {
      const running = () => [...stepFunctions.executions.values()].find(({ status }) => status === "RUNNING");
      while (running() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
      stepFunctions.stop(running()?.arn ?? "");
    });
    expect(ends).to.deep.equal(["ABORTED", "SUCCEEDED"]);
    expect(await statusOf("stopped.jpg")).to.deep.equal(["PROCESSED"]);
    expect(pipeline.deadLetterCount()).to.equal(0);
  });

  it("processes an image whose EXPRESS execution times out as a whole", async () => {
    const { stepFunctions } = pipeline.cloud.services;
    const [machine] = stepFunctions.machines();
    if (machine === undefined) throw new Error("there is no state machine");
    const { spec } = machine;
    expect(spec.type).to.equal("EXPRESS");
    await stepFunctions.put({
      ...spec,
      definition: spec.definition.replace(/"TimeoutSeconds":\d+/, '"TimeoutSeconds":1'),
    });
    // The next execution has the time that is declared.
    pipeline.cloud.events.once("execution", () => void stepFunctions.put(spec));
    const ends = await disturbed("timed-out.jpg", () => Promise.resolve());
    expect(ends).to.deep.equal(["TIMED_OUT", "SUCCEEDED"]);
    expect(await statusOf("timed-out.jpg")).to.deep.equal(["PROCESSED"]);
    expect(pipeline.deadLetterCount()).to.equal(0);
  });

  it("processes a burst in order, on ten functions, without a dead letter", async () => {
    const images = 120;
    const { processed, outdated, deadLetters, functionsAtOnce } = await smallBurst(pipeline, images);
    expect({ processed, outdated, deadLetters }).to.deep.equal({ processed: images, outdated: 0, deadLetters: 0 });
    expect(functionsAtOnce).to.be.within(3, 10);
  });
});
