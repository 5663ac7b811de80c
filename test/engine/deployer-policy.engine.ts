import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { PROJECT_DIR } from "../support/cli";

describe("npm run deployer-policy", () => {
  it("writes the documents that the repository holds, from whole dry runs of both stacks", () => {
    const out = mkdtempSync(join(tmpdir(), "deployer-policy-"));
    try {
      execFileSync("npm", ["run", "--silent", "deployer-policy", "--", "--out", out], {
        cwd: PROJECT_DIR,
        stdio: "pipe",
      });
      const kept = join(PROJECT_DIR, ".github/aws");
      expect(readdirSync(out)).to.deep.equal(readdirSync(kept));
      for (const name of readdirSync(kept)) {
        expect(JSON.parse(readFileSync(join(out, name), "utf8")), name).to.deep.equal(
          JSON.parse(readFileSync(join(kept, name), "utf8")),
        );
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
