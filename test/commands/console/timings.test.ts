import { expect } from "chai";

import { outcomeLine, Timings } from "../../../commands/console/timings";
import type { InvocationEvent } from "@image-pipeline/local-aws";

const run: InvocationEvent = {
  ...{ functionName: "process", requestId: "run-1", durationMs: 80.4, billedMs: 300, initMs: 200, memoryMb: 1024 },
  ...{ maxMemoryMb: 90.6, status: "ok", attempt: 1, invocationType: "Event", willRetry: false },
};

const outcome = { imageId: "image-1", key: "cat.jpg", requestId: "run-1" };

describe("the timings of an image", () => {
  it("are those of the run that has logged its outcome, whichever is known first", () => {
    const expected = { functionName: "process", functionMs: 80, initMs: 200, maxMemoryMb: 91, queueMs: 20 };
    const first = new Timings();
    first.created("image-1", 1000);
    first.outcome(outcome);
    expect(first.ran(run, 1300.4)).to.deep.equal(["cat.jpg"]);
    expect(first.seen("image-1")?.timings).to.deep.equal(expected);

    const second = new Timings();
    second.created("image-1", 1000);
    expect(second.ran(run, 1300.4)).to.deep.equal([]);
    second.outcome(outcome);
    expect(second.seen("image-1")?.timings).to.deep.equal(expected);
  });

  it("say nothing of a wait whose begin was not seen, and nothing of an image of no run", () => {
    const timings = new Timings();
    timings.outcome(outcome);
    timings.ran({ ...run, initMs: undefined }, 1300);
    expect(timings.seen("image-1")?.timings).to.include({ functionMs: 80, queueMs: undefined, initMs: undefined });
    expect(timings.seen("image-2")).to.equal(undefined);
  });

  it("forget the oldest of very many", () => {
    const timings = new Timings();
    for (let index = 0; index <= 2000; index++) timings.uploaded(`image-${index}`, 5);
    expect(timings.seen("image-0")).to.equal(undefined);
    expect(timings.seen("image-1")?.timings).to.deep.equal({ uploadMs: 5 });
  });
});

describe("the line of an outcome", () => {
  it("is read from a function's log", () => {
    const line = { outcome: "refused", image_id: "i", key: "a b.jpg", request_id: "r", error_message: "Not an image." };
    expect(outcomeLine(JSON.stringify(line))).to.deep.equal({
      ...{ imageId: "i", key: "a b.jpg", requestId: "r", message: "Not an image." },
    });
  });

  it("is no other line", () => {
    for (const line of ["REPORT RequestId: r", '{"message":"hello"}', '{"outcome":"x"', '{"outcome":"processed"}']) {
      expect(outcomeLine(line), line).to.equal(undefined);
    }
  });
});
