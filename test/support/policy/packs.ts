import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT_DIR = join(__dirname, "..", "..", "..");

const PACK_DIR = join(PROJECT_DIR, "policy");

/**
 * Folder of the project's pack, compiled from the current sources. It is compiled only where they are newer: programs
 * of other tests read what is compiled at the same time.
 */
export function builtPack(): string {
  const compiled = ["index.js", "program.js"].map((name) => writtenAt(join(PACK_DIR, "dist", name)));
  const sources = readdirSync(join(PACK_DIR, "src"), { recursive: true, encoding: "utf8" });
  if (Math.min(...compiled) < Math.max(...sources.map((name) => writtenAt(join(PACK_DIR, "src", name)))))
    execFileSync("npm", ["run", "build", "--silent", "-w", "policy"], { cwd: PROJECT_DIR, stdio: "pipe" });
  return PACK_DIR;
}

function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Temporary folders, and a call that removes them. */
export class TemporaryFolders {
  private readonly folders: string[] = [];

  /** A new folder with these files. */
  with(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), "policy-pack-"));
    this.folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }

  /** A pack that runs this code, with the project's dependencies. `main`: `index.js` unless it is TypeScript. */
  packOf(code: string, main = "index.js"): string {
    const folder = this.with({
      "PulumiPolicy.yaml": "runtime: nodejs\n",
      "package.json": JSON.stringify({ name: "test-pack", version: "1.2.3", main }),
      [main]: code,
    });
    symlinkSync(join(PROJECT_DIR, "node_modules"), join(folder, "node_modules"));
    return folder;
  }

  remove(): void {
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
