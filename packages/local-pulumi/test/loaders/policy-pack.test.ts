import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { startPolicyPack } from "../../src/policy-host/pack-client";
import { PROJECT_DIR } from "../../../../test/support/cli";
import { withShortcuts } from "../support/shortcuts";
import { TemporaryFolders } from "../../../../test/support/policy/packs";

const folders = new TemporaryFolders();

/** Named after what is loaded by then. */
const CODE = `
  const files = Object.keys(require.cache).map((file) => file.replaceAll("\\\\", "/"));
  const loaded = (part) => files.some((file) => file.includes(part));
  new PolicyPack("compiler-" + loaded("/ts-node/dist/configuration"), { policies: [] });
`;

async function nameOf(dir: string): Promise<string> {
  const running = await startPolicyPack(dir);
  await running.close();
  return running.name;
}

/** Starts a process as a pack's is started, which would never end by itself. */
const endless = () =>
  spawn(
    process.execPath,
    [
      "--require",
      join(PROJECT_DIR, "packages/local-pulumi/src/loaders/policy-pack.cjs"),
      "--eval",
      "setInterval(() => {}, 1000); console.log('up')",
    ],
    { cwd: PROJECT_DIR, env: { ...process.env, NODE_OPTIONS: "" }, stdio: ["pipe", "pipe", "inherit"] },
  );

describe("the policy pack's loader", () => {
  after(() => folders.remove());

  it("loads no compiler for a pack that is compiled, unless shortcuts into the SDK are switched off", async () => {
    const dir = folders.packOf(`const { PolicyPack } = require("@pulumi/policy");${CODE}`);
    expect(await withShortcuts(true, () => nameOf(dir))).to.equal("compiler-false");
    expect(await withShortcuts(false, () => nameOf(dir))).to.equal("compiler-true");
  });

  it("has a pack compiled that is written in TypeScript, with shortcuts into the SDK and without", async () => {
    const typed = CODE.replace("(part)", "(part: string): boolean");
    // The runner checks types: without others' that is done sooner.
    const required = `declare const require: any;\nconst { PolicyPack } = require("@pulumi/policy");`;
    const dir = folders.packOf(`${required}${typed}`, "index.ts");
    writeFileSync(join(dir, "tsconfig.json"), '{ "compilerOptions": { "types": [], "lib": ["ES2021"] } }');
    expect(await withShortcuts(true, () => nameOf(dir))).to.equal("compiler-true");
    expect(await withShortcuts(false, () => nameOf(dir))).to.equal("compiler-true");
  });

  it("ends a pack with the process that started it", async () => {
    const child = endless();
    // Left alone, a pack that does not end would keep these tests from ending.
    const giveUp = setTimeout(() => child.kill("SIGKILL"), 60_000);
    const ended = once(child, "close").finally(() => clearTimeout(giveUp));
    await once(child.stdout, "data");
    child.stdin.end();
    expect((await ended)[0]).to.equal(0);
  });
});
