import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PROJECT_DIR } from "../../../../test/support/cli";

/** Asks Pulumi what a captured function brings along, and says whether npm's package tree was loaded for it. */
const PROGRAM = `
  const { runtime } = require("@pulumi/pulumi");
  const { dependencies } = require("./package.json");
  const loaded = () => Object.keys(require.cache).some((file) => file.includes("@npmcli/arborist/lib/arborist/index.js"));
  (async () => {
    const none = await runtime.computeCodePaths({ extraExcludePackages: Object.keys(dependencies) });
    const loadedForNone = loaded();
    const some = [...(await runtime.computeCodePaths({})).keys()];
    const again = [...(await runtime.computeCodePaths({})).keys()];
    console.log(JSON.stringify({ none: [...none.keys()], loadedForNone, some, again }));
  })();
`;

interface Answer {
  readonly none: readonly string[];
  readonly loadedForNone: boolean;
  readonly some: readonly string[];
  readonly again: readonly string[];
}

describe("the program's loader", function () {
  this.timeout(30_000);
  let cacheDir: string;
  before(() => (cacheDir = mkdtempSync(join(tmpdir(), "loader-"))));
  after(() => rmSync(cacheDir, { recursive: true, force: true }));

  const ask = (...loader: string[]): Answer => {
    const answer = execFileSync(process.execPath, [...loader, "--eval", PROGRAM], {
      cwd: PROJECT_DIR,
      encoding: "utf8",
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        PROGRAM_CACHE: cacheDir,
        PROGRAM_TSCONFIG: join(PROJECT_DIR, "tsconfig.json"),
      },
    });
    return JSON.parse(answer) as Answer;
  };

  it("reads npm's package tree where a function brings packages, and finds what Pulumi finds by itself", () => {
    const ours = ask("--require", "./packages/local-pulumi/src/loaders/program.cjs");
    expect(ours.none).to.deep.equal([]);
    expect(ours.loadedForNone).to.equal(false);
    const theirs = ask();
    expect(theirs.loadedForNone).to.equal(true);
    expect(ours.some).to.deep.equal(theirs.some);
    expect(ours.again).to.deep.equal(ours.some);
    expect(ours.some).to.include("node_modules/jimp");
  });
});
