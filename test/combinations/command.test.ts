import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

/** A life is several runs of a program. */
const LIFE_TIMEOUT_MS = 3 * HANG_TIMEOUT_MS;

/** Runs the npm script, as people do. */
async function combinations(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "combinations", "--", ...args], {
    cwd: PROJECT_DIR,
    timeout: LIFE_TIMEOUT_MS,
  });
  return stdout;
}

describe("npm run combinations", function () {
  this.timeout(LIFE_TIMEOUT_MS);

  // One with few resources; the others take long.
  it("takes a stack through its life as the deployer", async () => {
    const [line = "", sum = ""] = (await combinations("--from", "2", "--to", "2")).split("\n");
    expect(line).to.match(/^ok +2\/\d+ [\d.]+ s {2}dev \{/);
    for (const word of ['"names":"guide"', '"encryption":"kms"']) expect(line).to.include(word);
    expect(sum).to.equal("1 of 1 combinations went through");
  });

  it("ends non-zero where it is asked for none", async () => {
    const { code, stderr } = await combinations("staging").then(
      () => ({ code: 0, stderr: "" }),
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect([code, stderr]).to.deep.equal([2, stderr]);
    expect(stderr).to.match(/^None of the \d+ combinations is asked for: choose another --from, --to or word\.\s*$/);
  });
});
