import { expect } from "chai";

import { CliError } from "../../../commands/command-line/errors";
import { interruptible } from "../../../commands/command-line/interrupt";

describe("a command that can be interrupted", () => {
  it("ends as interrupted, its signal fired, when nobody reads what it prints", async () => {
    const listeners = process.stdout.listeners("error");
    let signal: AbortSignal | undefined;
    const ended = interruptible((given) => {
      signal = given;
      return new Promise<never>(() => undefined);
    }).catch((error: unknown) => error);
    // Only to what was added: mocha prints to the same stream.
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
