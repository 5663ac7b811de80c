import { execFileSync } from "node:child_process";
import { arch, cpus, platform, totalmem } from "node:os";

/** Where and of what results were measured: without it they say nothing. */
export interface Environment {
  readonly machine: string;
  readonly node: string;
  /** Commit, with `+` where files differ from it. */
  readonly commit: string;
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: __dirname, encoding: "utf8" }).trim();
  try {
    return (
      git("rev-parse", "--short", "HEAD") +
      (git("status", "--porcelain", "--", "../packages/fast-jimp") === "" ? "" : "+")
    );
  } catch {
    return "unknown";
  }
}

export function describeEnvironment(): Environment {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}, ${memory} GB, ${platform()}-${arch()}`;
  return { machine, node: process.version, commit: commit() };
}
