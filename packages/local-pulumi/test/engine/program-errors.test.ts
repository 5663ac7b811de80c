import { expect } from "chai";

import type { EngineEvent } from "../../src/engine/events";
import { ProgramErrors } from "../../src/engine/program-errors";

const saying = (message: string, severity: "error" | "warning" = "error"): EngineEvent => ({
  kind: "diagnostic",
  severity,
  message,
  urn: "",
});

describe("what a program says before it fails", () => {
  it("is the failure where it is about the configuration, and then need not be shown beside it", () => {
    const errors = new ProgramErrors();
    expect(errors.take(saying("CONFIG_INVALID: the stack's configuration:\n  foo: unknown setting\n"))).to.equal(true);
    expect(errors.failure(32)).to.include({
      code: "CONFIG_INVALID",
      message: "the stack's configuration:\n  foo: unknown setting",
    });
  });

  it("is the reason of any other failure, without its stack", () => {
    const errors = new ProgramErrors();
    const message =
      "Running program '/p/index.ts' failed with an unhandled exception:\nError: no such thing\n    at f (x.ts:1:1)";
    expect(errors.take(saying("it is getting late", "warning"))).to.equal(false);
    expect(errors.take(saying(message))).to.equal(false);
    expect(errors.failure(32)).to.include({
      code: "PROGRAM_FAILED",
      message: "the program ended with exit code 32: Error: no such thing",
    });
  });

  it("is no failure of a program that ended well", () => {
    const errors = new ProgramErrors();
    errors.take(saying("a leak"));
    expect(errors.failure(0)).to.equal(undefined);
    expect(new ProgramErrors().failure(1)?.message).to.equal("the program ended with exit code 1");
  });
});
