import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../../../../..");

/** Programs in temporary folders, which see what is installed here. */
export class TemporaryPrograms {
  private readonly dirs: string[] = [];

  /** A copy of one of the programs beside this file. */
  copyOf(name: "api-table" | "bucket-function" | "queue-topic"): string {
    const dir = this.folder();
    cpSync(join(__dirname, name), dir, { recursive: true });
    return dir;
  }

  /** A program of this text. @param isInstalled false for one whose dependencies are not installed */
  of(text: string, isInstalled = true): string {
    const dir = this.folder(isInstalled);
    writeFileSync(join(dir, "Pulumi.yaml"), "name: small\nruntime: nodejs\n");
    writeFileSync(join(dir, "package.json"), '{ "name": "small", "main": "index.ts" }');
    writeFileSync(join(dir, "index.ts"), text);
    return dir;
  }

  remove(): void {
    for (const dir of this.dirs) rmSync(dir, { recursive: true, force: true });
  }

  private folder(isInstalled = true): string {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
    this.dirs.push(root);
    const dir = join(root, "program");
    mkdirSync(dir);
    if (isInstalled) symlinkSync(join(REPOSITORY, "node_modules"), join(dir, "node_modules"), "junction");
    return dir;
  }
}
