import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROJECT_DIR } from "./cli";

/** npm's variables of an outer `npm run` name the workspace, and would have another package packed. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));

/** What a program in TypeScript has installed besides the pack. */
const installed = ["@pulumi", "@types", "typescript", "ts-node"];

/** The policy pack as `npm pack` makes it, unpacked in a temporary folder with nothing around it. */
export class PackedPack {
  private readonly root = mkdtempSync(path.join(tmpdir(), "image-pipeline-pack-"));
  /** Folder of the pack. */
  readonly dir = path.join(this.root, "package");

  constructor() {
    execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", this.root], {
      cwd: path.join(PROJECT_DIR, "policy"),
      env: environment,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [archive = ""] = readdirSync(this.root).filter((name) => name.endsWith(".tgz"));
    execFileSync("tar", ["-xzf", archive], { cwd: this.root });
    link(this.dir, "@pulumi");
  }

  /** A copy of a program in `test/engine/programs`, in which the pack is installed. */
  program(name: string): ProgramCopy {
    return new ProgramCopy(path.join(PROJECT_DIR, "test/engine/programs", name), path.join(this.root, name), this.dir);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A program in a folder of its own. */
export class ProgramCopy {
  constructor(
    source: string,
    readonly dir: string,
    pack: string,
  ) {
    cpSync(source, dir, { recursive: true });
    for (const name of installed) link(dir, name);
    symlinkSync(pack, path.join(dir, "node_modules/aws-serverless-guardrails"), "dir");
  }

  /** Replaces a text of the program that occurs once. @returns takes it back */
  edit(from: string | RegExp, to: string): () => void {
    const file = path.join(this.dir, "index.ts");
    const original = readFileSync(file, "utf8");
    const edited = original.replace(from, to);
    if (edited === original) throw new Error(`expected the program to have ${String(from)}`);
    writeFileSync(file, edited);
    return () => writeFileSync(file, original);
  }
}

function link(dir: string, name: string): void {
  mkdirSync(path.join(dir, "node_modules"), { recursive: true });
  symlinkSync(path.join(PROJECT_DIR, "node_modules", name), path.join(dir, "node_modules", name), "dir");
}
