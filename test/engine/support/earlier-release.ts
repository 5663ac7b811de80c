import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROJECT_DIR } from "./cli";

/** The program of an earlier commit, in a folder from which it can be deployed. */
export interface EarlierRelease {
  readonly dir: string;
  remove(): void;
}

/**
 * Takes an earlier release out of the history, and installs what its own lock file names.
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
  // In npm's cache first, which the install of this checkout has filled with what both have.
  execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: dir, stdio: "pipe" });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
