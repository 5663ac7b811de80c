import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { prepareAccount } from "../../../commands/stack/account";
import { startCloud } from "../../../packages/local-aws/src/cloud";
import { makeAwsProvider } from "../../../packages/local-pulumi/src/aws-provider";
import { serveProvider } from "../../../packages/local-pulumi/src/provider-server";
import { PROJECT_DIR } from "../support/cli";
import { expectSuccess, mandatory } from "../support/expectations";
import { NODE_VERSIONS, nodeBinary } from "../support/node-binary";
import { ProgramCopy } from "../support/packed-pack";
import { Pulumi, type CommandResult } from "../support/pulumi";

/** What a copy of the folder does not have: what npm and the build write. */
const written = /[\\/](node_modules|dist|coverage)$/;
/** npm's variables of an outer `npm run` name the workspace. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));

/** Notes the version that the pack runs on, beside the pack. */
const NOTE = '\nrequire("node:fs").writeFileSync(require("node:path").join(__dirname, "version"), process.version);\n';

/** A preview of a program, in a cloud of its own, with programs and the pack on the Node of a folder. */
async function previewOf(dir: string, scenario: string, nodeDir: string, pack: string): Promise<CommandResult> {
  const cloud = await startCloud();
  prepareAccount(cloud);
  const server = await serveProvider(makeAwsProvider(cloud, dir));
  const pulumi = new Pulumi(dir, scenario, server.port, nodeDir);
  try {
    await pulumi.init("dev");
    return await pulumi.run("dev", ["preview", "--policy-pack", pack]);
  } finally {
    await server.close();
    await cloud.close();
    pulumi.remove();
  }
}

describe("a plain copy of the policy pack", () => {
  const root = mkdtempSync(path.join(tmpdir(), "image-pipeline-nodes-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  for (const nodeVersion of NODE_VERSIONS) {
    describe(`on Node ${nodeVersion}`, () => {
      const copy = path.join(root, `policy-${nodeVersion}`);
      let bin: string;
      before(() => void (bin = nodeBinary(nodeVersion, root)));

      it("is installed and compiled by npm ci", () => {
        cpSync(path.join(PROJECT_DIR, "policy"), copy, { recursive: true, filter: (file) => !written.test(file) });
        const PATH = [bin, environment["PATH"]].join(path.delimiter);
        execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
          cwd: copy,
          env: { ...environment, PATH },
          stdio: "pipe",
        });
        expect(
          ["index", "program", "report", "testing"].filter((name) => !existsSync(path.join(copy, `dist/${name}.js`))),
        ).to.deep.equal([]);
        appendFileSync(path.join(copy, "dist/index.js"), NOTE);
      });

      for (const [program, findings] of [
        ["queue-worker", []],
        ["table-function", ["lambda-permission-scoped anybody"]],
      ] as const) {
        it(`checks the program ${program}`, async () => {
          const { dir } = new ProgramCopy(
            path.join(PROJECT_DIR, "test/engine/programs", program),
            path.join(root, `${program}-${nodeVersion}`),
            copy,
          );
          const preview = await previewOf(dir, `${program} on Node ${nodeVersion}`, bin, copy);
          expect(mandatory(preview), preview.stdout).to.deep.equal(findings);
          if (findings.length === 0) expectSuccess(preview);
          else expect(preview.code).to.not.equal(0);
          expect(readFileSync(path.join(copy, "dist/version"), "utf8")).to.match(
            new RegExp(`^v${nodeVersion.replace(".", "\\.")}\\.`),
          );
        });
      }
    });
  }
});
