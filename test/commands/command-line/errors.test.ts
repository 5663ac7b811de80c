import { expect } from "chai";

import { CliError, exitCodes, explain } from "../../../commands/command-line/errors";
import { EngineError } from "../../../packages/local-pulumi/src/engine/errors";

const system = (code: string, message: string) => Object.assign(new Error(message), { code });

describe("errors of the command line", () => {
  it("have a code, a line that says what to do, and an exit code", () => {
    expect(explain(system("EADDRINUSE", "listen EADDRINUSE: address already in use 127.0.0.1:4566"))).to.deep.equal({
      code: "PORT_TAKEN",
      message: "port 4566 is taken: choose another with --port",
      exitCode: exitCodes.machine,
    });
    expect(explain(system("ENOSPC", "no space"))).to.include({ code: "DISK_FULL", exitCode: exitCodes.machine });
    expect(explain(new EngineError("STACK_NOT_FOUND", "no stack"))).to.include({ exitCode: exitCodes.usage });
    const full = new EngineError("RESOURCE_FAILED", "aws:lambda:Function", { cause: system("ENOSPC", "no space") });
    expect(explain(full)).to.include({ code: "DISK_FULL", exitCode: exitCodes.machine });
    expect(explain(new EngineError("POLICY_VIOLATION", "no"))).to.include({ exitCode: exitCodes.failed });
    expect(explain(new CliError("NO_IMAGES", "none"))).to.include({ exitCode: exitCodes.usage });
  });

  it("have none of these if they are unexpected", () => {
    expect(explain(new TypeError("x is not a function"))).to.equal(undefined);
    expect(explain(system("EWHATEVER", "?"))).to.equal(undefined);
  });
});
