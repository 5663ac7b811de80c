import { expect } from "chai";
import { execFile } from "node:child_process";
import { join } from "node:path";

const MOCHA = require.resolve("mocha/bin/mocha.js");

/** Mocha's exit code, which is the number of failed tests, and what it printed. */
const runMocha = (...args: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
    // Should the test wait in vain: much less than Mocha's own limit.
    const limits = ["--timeout", "60000"];
    execFile(process.execPath, [MOCHA, ...limits, ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });

const failing = (name: string) => join(__dirname, "failing", `${name}.ts`);

describe("a rejection that nobody handles", () => {
  for (const mode of [[], ["--parallel"]]) {
    const how = mode.length === 0 ? "one file after the other" : "in parallel";

    it(`fails the test that runs, and no other, ${how}`, async () => {
      const { code, output } = await runMocha(...mode, failing("lost-rejection"));
      expect(output).to.include("1 passing").and.include("Uncaught Error: nobody waits for this");
      expect(code).to.be.greaterThan(0);
    });

    it(`of a layer that cannot be built fails the test with its error, ${how}`, async () => {
      const { code, output } = await runMocha(...mode, failing("layer"));
      expect(output).to.include("1 passing").and.include("1 failing");
      expect(output).to.match(/Uncaught Error: .*the layer cannot be built/);
      expect(code).to.equal(1);
    });
  }
});
