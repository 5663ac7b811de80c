import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT_DIR = join(__dirname, "..", "..", "..");

let isBuilt = false;

/** Folder of the project's pack, compiled from the current sources. */
export function builtPack(): string {
  if (!isBuilt) execFileSync("npm", ["run", "build", "--silent", "-w", "policy"], { cwd: PROJECT_DIR, stdio: "pipe" });
  isBuilt = true;
  return join(PROJECT_DIR, "policy");
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
