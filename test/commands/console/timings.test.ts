import { expect } from "chai";

import { imageLine, Timings } from "../../../commands/console/timings";
import type { InvocationEvent } from "@image-pipeline/local-aws";

const run: InvocationEvent = {
  ...{ functionName: "process", requestId: "run-1", durationMs: 80.4, billedMs: 300, initMs: 200, memoryMb: 1024 },
  ...{ maxMemoryMb: 90.6, status: "ok", attempt: 1, invocationType: "Event", willRetry: false },
};

const outcome = { kind: "outcome", imageId: "image-1", key: "cat.jpg", requestId: "run-1" } as const;

const noSteps = {
  readMs: undefined,
  decodeMs: undefined,
  resizeMs: undefined,
  encodeMs: undefined,
  writeMs: undefined,
};

describe("the timings of an image", () => {
  it("are those of the run that has logged its outcome, whichever is known first", () => {
    const expected = { functionName: "process", functionMs: 80, initMs: 200, maxMemoryMb: 91, queueMs: 20, ...noSteps };
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

  it("have the steps of the outcome, or of the variants before it, those of another outcome left out", () => {
    const timings = new Timings();
    const steps = { readMs: 4, decodeMs: 12.3, resizeMs: 5, encodeMs: 2, writeMs: 7 };
    const seen = () => timings.seen("image-1")?.timings;
    timings.outcome({ ...outcome, steps });
    expect(seen()).to.deep.equal(steps);
    for (let round = 0; round < 2; round++) {
      timings.rendered({ ...outcome, kind: "variant", steps });
      timings.rendered({ ...outcome, kind: "variant", steps });
      timings.outcome(outcome);
      expect(seen()).to.deep.equal({ readMs: 8, decodeMs: 24.6, resizeMs: 10, encodeMs: 4, writeMs: 14 });
    }
    timings.outcome(outcome);
    expect(seen()).to.deep.equal(noSteps);
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
    const read = { imageId: "i", key: "a b.jpg", requestId: "r", message: "Not an image." };
    expect(imageLine(JSON.stringify(line))).to.deep.equal({ kind: "outcome", ...read });
  });

  it("has how long each step took, and so has a variant's", () => {
    const line = { image_id: "i", key: "a.jpg", request_id: "r" };
    const times = { read_ms: 4, decode_ms: 12.3, resize_ms: 5, encode_ms: 2, write_ms: 7 };
    const read = {
      ...{ imageId: "i", key: "a.jpg", requestId: "r", message: undefined },
      steps: { readMs: 4, decodeMs: 12.3, resizeMs: 5, encodeMs: 2, writeMs: 7 },
    };
    expect(imageLine(JSON.stringify({ outcome: "processed", ...line, ...times }))).to.deep.equal({
      ...{ kind: "outcome", ...read },
    });
    expect(imageLine(JSON.stringify({ variant: "thumb", ...line, ...times }))).to.deep.equal({
      kind: "variant",
      ...read,
    });
  });

  it("is no other line", () => {
    for (const line of ["REPORT RequestId: r", '{"message":"hello"}', '{"outcome":"x"', '{"outcome":"processed"}']) {
      expect(imageLine(line), line).to.equal(undefined);
    }
  });
});
