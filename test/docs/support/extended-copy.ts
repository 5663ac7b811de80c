import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { PROJECT_DIR } from "../../support/cli";
import type { Block } from "./pages";

/** What of the repository the examples change or use. */
const parts = [
  "handlers",
  "infra",
  "layer",
  "package.json",
  "tsconfig.json",
  "test/docs/extended",
  "packages/fast-jimp/package.json",
  "packages/fast-jimp/src",
  "packages/fast-jimp/libwebp",
  "packages/local-aws/package.json",
  "packages/local-aws/src",
  "packages/local-aws/test/support",
  "policy/package.json",
  "policy/PulumiPolicy.yaml",
  "policy/src",
];

const OWN_SCOPE = "@image-pipeline";

/** A copy of the repository to which the changes of a page are applied. */
export class ExtendedCopy {
  readonly dir = mkdtempSync(path.join(tmpdir(), "extended-"));

  constructor() {
    for (const part of parts) cpSync(path.join(PROJECT_DIR, part), path.join(this.dir, part), { recursive: true });
    const modules = path.join(PROJECT_DIR, "node_modules");
    mkdirSync(path.join(this.dir, "node_modules", OWN_SCOPE), { recursive: true });
    for (const name of readdirSync(modules)) {
      if (name !== OWN_SCOPE) symlinkSync(path.join(modules, name), path.join(this.dir, "node_modules", name));
    }
    // The packages of the copy, not those that are copied from.
    for (const name of ["fast-jimp", "local-aws"]) {
      symlinkSync(path.join(this.dir, "packages", name), path.join(this.dir, "node_modules", OWN_SCOPE, name));
    }
  }

  /**
   * Applies a block that is a change of a file, or a new one.
   *
   * @throws Error where what it changes is not there, or twice
   */
  apply({ info, text }: Block): void {
    const [kind, name = ""] = info.split(" ");
    const file = path.join(this.dir, name);
    if (kind === "ts") {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: "wx" });
      return;
    }
    const lines = text.split("\n").filter((line) => line !== "");
    const side = (other: string) =>
      lines
        .filter((line) => !line.startsWith(other))
        .map((line) => `${line.slice(1)}\n`)
        .join("");
    const before = readFileSync(file, "utf8");
    const [start = "", end, more] = before.split(side("+"));
    if (end === undefined || more !== undefined) {
      throw new Error(`${name}: expected once what the page changes:\n${side("+")}`);
    }
    writeFileSync(file, `${start}${side("-")}${end}`);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
