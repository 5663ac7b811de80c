import path from "node:path";
import { PassThrough } from "node:stream";

import { expect } from "chai";

import { explain } from "../../commands/command-line/errors";
import { preview } from "../../commands/preview";
import { HANG_TIMEOUT_MS } from "../support/cli";

const target = {
  projectDir: path.join(__dirname, "../../packages/local-pulumi/test/support/engine/program"),
  stack: "misconfigured",
};

describe("a preview of a stack with an invalid configuration", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let out: PassThrough;
  const stdout = () => out as unknown as NodeJS.WriteStream;
  beforeEach(() => (out = new PassThrough()));

  it("fails with the problem and the exit code of an invalid configuration", async () => {
    const failure = await preview(target, stdout()).catch((error: unknown) => error);
    expect(explain(failure)).to.deep.equal({
      code: "CONFIG_INVALID",
      message: "the stack's configuration:\n  size: expected a number",
      exitCode: 2,
    });
  });

  it("has the same problem and exit code with --json", async () => {
    expect(await preview({ ...target, json: true }, stdout())).to.equal(2);
    const report = JSON.parse(String(out.read())) as { failure: unknown };
    expect(report.failure).to.include("size: expected a number");
  });
});
