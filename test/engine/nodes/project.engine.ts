import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { ProjectCopy } from "../../sdk/project-copy";
import { runCommand, type CommandResult } from "../../sdk/run-command";
import { NODE_VERSIONS, nodeBinary } from "../support/node-binary";

/** `npm ci` downloads what the cache does not have. */
const INSTALL_TIMEOUT_MS = 840_000;

describe("a copy of the project", () => {
  const root = mkdtempSync(path.join(tmpdir(), "image-pipeline-project-nodes-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  for (const nodeVersion of NODE_VERSIONS) {
    describe(`with npm on Node ${nodeVersion}`, () => {
      const copy = new ProjectCopy();
      after(() => copy.remove());
      let bin: string;
      before(() => void (bin = nodeBinary(nodeVersion, root)));

      const npm = (...args: string[]): Promise<CommandResult> =>
        runCommand(["npm", ...args], {
          cwd: copy.dir,
          timeoutMs: INSTALL_TIMEOUT_MS,
          signal: new AbortController().signal,
          env: { PATH: [bin, process.env["PATH"]].join(path.delimiter) },
        });

      it("is installed by npm ci", async () => {
        const { ok, output } = await npm("ci", "--prefer-offline", "--no-audit", "--no-fund");
        expect(ok, output).to.equal(true);
        const { stdout } = await npm("version", "--json");
        const { node = "" } = JSON.parse(stdout) as Record<string, string>;
        expect(node.startsWith(`${nodeVersion}.`), `npm ran on Node ${node}`).to.equal(true);
      });

      it("processes the samples", async () => {
        const { ok, stdout, output } = await npm("run", "--silent", "start", "--", "--json");
        expect(ok, output).to.equal(true);
        const { totals } = JSON.parse(stdout) as { totals: Record<string, number> };
        expect(totals).to.include({ processed: 5, refused: 0, failed: 0 });
      });
    });
  }
});
