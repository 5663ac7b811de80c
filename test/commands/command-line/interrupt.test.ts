import { expect } from "chai";

import { CliError } from "../../../commands/command-line/errors";
import { interruptible } from "../../../commands/command-line/interrupt";

describe("a command that can be interrupted", () => {
  it("ends as interrupted, with its signal fired, when the reader of its output is gone", async () => {
    const listeners = process.stdout.listeners("error");
    let signal: AbortSignal | undefined;
    const ended = interruptible((given) => {
      signal = given;
      return new Promise<never>(() => undefined);
    }).catch((error: unknown) => error);
    // Called directly: an error event would reach the listeners of mocha, which prints to the same stream.
    const added = process.stdout.listeners("error").filter((one) => !listeners.includes(one));
    const listener = added[0] as (error: Error) => void;
    try {
      expect(() => listener(Object.assign(new Error("disk"), { code: "EIO" }))).to.throw("disk");
      expect(signal?.aborted).to.equal(false);
      listener(Object.assign(new Error("gone"), { code: "EPIPE" }));
      const error = await ended;
      expect(error).to.be.instanceOf(CliError).and.include({ code: "INTERRUPTED", exitCode: 130 });
      expect(signal?.aborted).to.equal(true);
    } finally {
      process.stdout.off("error", listener);
    }
  });
});
