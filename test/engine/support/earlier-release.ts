import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROJECT_DIR } from "./cli";

/** The program of an earlier commit, in a folder from which it can be deployed. */
export interface EarlierRelease {
  readonly dir: string;
  remove(): void;
}

/**
 * Takes an earlier release out of the history. Its packages are its own; what it needs of npm is installed here.
 *
 * @returns undefined where the checkout has no such commit: from an archive, or after a shallow clone
 */
export function earlierRelease(commit: string): EarlierRelease | undefined {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: PROJECT_DIR, stdio: "pipe", maxBuffer: 2 ** 30 });
  try {
    git("cat-file", "-e", `${commit}^{commit}`);
  } catch {
    return undefined;
  }
  const dir = mkdtempSync(path.join(tmpdir(), "image-pipeline-earlier-"));
  execFileSync("tar", ["-x", "-C", dir], { input: git("archive", commit) });
  linkModules(path.join(PROJECT_DIR, "node_modules"), dir);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A `node_modules` whose entries are links to those that are installed, but the workspaces to those of the release. */
function linkModules(installed: string, dir: string): void {
  const modules = path.join(dir, "node_modules");
  mkdirSync(path.join(modules, "@image-pipeline"), { recursive: true });
  for (const name of readdirSync(installed).filter((entry) => entry !== "@image-pipeline" && !entry.startsWith("."))) {
    symlinkSync(path.join(installed, name), path.join(modules, name));
  }
  for (const name of readdirSync(path.join(dir, "packages"))) {
    symlinkSync(path.join(dir, "packages", name), path.join(modules, "@image-pipeline", name), "dir");
  }
}
