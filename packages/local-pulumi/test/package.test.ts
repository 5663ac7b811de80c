import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { expect } from "chai";

import { installPacked } from "./support/packed";
import { readmeTables, typeTables } from "./support/type-table";

const README = readFileSync(join(__dirname, "../README.md"), "utf8");

/** The first block of a language in the README. */
function example(language: string): string {
  const block = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(README)?.[1];
  if (block === undefined) throw new Error(`the README has no block of ${language}`);
  return block;
}

describe("the package local-pulumi", () => {
  it("has a README whose tables are the registry's", () => {
    const cells = (tables: string) =>
      tables.split("\n").map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---")));
    expect(cells(readmeTables())).to.deep.equal(cells(typeTables()));
  });

  it("packed and installed elsewhere runs its README's example", async function () {
    this.timeout(600_000);
    const folder = await installPacked(["packages/local-aws", "packages/local-pulumi"], ["@pulumi/aws", "typescript"]);
    try {
      const files = {
        "program/Pulumi.yaml": example("yaml"),
        "program/index.ts": example("ts"),
        "example.mjs": example("js"),
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const { stdout } = await promisify(execFile)(process.execPath, ["example.mjs"], {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: "" },
      });
      expect(stdout.replace(/:\d+\//, ":PORT/").replace(/-[0-9a-f]{7}$/m, "-RANDOM")).to.equal(
        ["{ create: 2 }", "http://127.0.0.1:PORT/000000000000/notes-RANDOM", "{ same: 2 }", "{ delete: 2 }", ""].join(
          "\n",
        ),
      );
    } finally {
      rmSync(dirname(folder), { recursive: true, force: true });
    }
  });
});
