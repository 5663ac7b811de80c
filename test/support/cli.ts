import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

/** The project's folder. */
export const PROJECT_DIR = path.join(__dirname, "../..");

/** Deadline of tests that start processes or stacks: generous, because it guards against hanging only. */
export const HANG_TIMEOUT_MS = 300_000;

/** The output and the exit code of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
interface RunningCommand {
  readonly child: ChildProcess;
  readonly done: Promise<CommandResult>;
  /** Resolves when standard output matches; rejects if the command ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the command line as the npm scripts do. */
export function startCommand(...args: string[]): RunningCommand {
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--require", "./commands/loader.cjs", "commands/cli.ts", ...args],
    {
      cwd: PROJECT_DIR,
      env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const done = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout);
        if (match !== null) resolve(match);
      };
      child.stdout.on("data", look);
      look();
      void done.then(({ code }) =>
        reject(new Error(`ended with ${code} before it printed ${pattern}:\n${stdout}${stderr}`)),
      );
    });
  return { child, done, printed };
}

/** Runs a command to its end. */
export function runCommand(...args: string[]): Promise<CommandResult> {
  return startCommand(...args).done;
}
