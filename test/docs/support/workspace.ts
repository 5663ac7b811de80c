import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

import { PROJECT_DIR, type CommandResult } from "../../support/cli";

/** Folders that commands write to: each workspace has its own. */
const ownFolders = [".local", "processed"];

/** Only these commands of the pages are not the real ones: nobody's browser opens, and nothing leaves the machine. */
const standIns: Readonly<Record<string, string>> = {
  "xdg-open": `printf '%s' "$1" > "$DOCS_WORKSPACE/opened"`,
  open: `printf '%s' "$1" > "$DOCS_WORKSPACE/opened"`,
  npx: `if [ "$1" = pulumi ]; then shift; exec pulumi "$@"; fi\nexec "$DOCS_NODE_DIR/npx" "$@"`,
  pulumi: `exec node --require "$DOCS_PROJECT/test/loader.cjs" "$DOCS_PROJECT/test/docs/support/pulumi-stack-output.ts" "$@"`,
  aws: `exec node --require "$DOCS_PROJECT/test/loader.cjs" "$DOCS_PROJECT/test/docs/support/aws-cli.ts" "$@"`,
};

/** A command that goes on until it is stopped. */
export interface RunningScript {
  /** Resolves when what it has printed so far matches; rejects if it ends before. */
  printed(pattern: RegExp): Promise<void>;
  /** Ctrl-C. */
  interrupt(): Promise<CommandResult>;
}

/**
 * The project as somebody has it who types the commands of the pages: its files are links, and what commands write is
 * in folders of its own, below a home with a folder of pictures.
 */
export class Workspace {
  readonly dir = mkdtempSync(path.join(tmpdir(), "docs-"));
  readonly home = path.join(this.dir, "home");
  /** Process groups that may still run. */
  private readonly groups = new Set<number>();

  constructor() {
    for (const name of readdirSync(PROJECT_DIR)) {
      if (name === ".git" || ownFolders.includes(name)) continue;
      symlinkSync(path.join(PROJECT_DIR, name), path.join(this.dir, name));
    }
    const samples = path.join(PROJECT_DIR, "samples");
    const pictures = readdirSync(samples).filter((name) => /\.(jpe?g|png)$/i.test(name));
    for (const name of pictures) cpSync(path.join(samples, name), path.join(this.home, "Pictures", name));
    cpSync(path.join(samples, "fog.jpeg"), path.join(this.dir, "cat.jpg"));
    mkdirSync(path.join(this.home, "Desktop"));
    const bin = path.join(this.dir, "bin");
    mkdirSync(bin);
    for (const [name, script] of Object.entries(standIns)) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(bin, name), 0o755);
    }
  }

  /** Runs a command to its end. */
  run(command: string, environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    return this.spawn(command, environment).done;
  }

  /** Starts a command that goes on. */
  start(command: string, environment: NodeJS.ProcessEnv = {}): RunningScript {
    const { child, done, output } = this.spawn(command, environment);
    const printed = (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => void (pattern.test(output.stdout) && resolve());
        child.stdout.on("data", look);
        look();
        void done.then(({ code, stdout, stderr }) =>
          reject(new Error(`ended with ${code} before it printed ${pattern}:\n${stdout}${stderr}`)),
        );
      });
    const interrupt = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
      return done;
    };
    return { printed, interrupt };
  }

  /** Ends what still runs, which is nothing unless a test has failed. */
  remove(): void {
    for (const group of this.groups) process.kill(-group, "SIGKILL");
    rmSync(this.dir, { recursive: true, force: true });
  }

  private spawn(command: string, environment: NodeJS.ProcessEnv) {
    const nodeDir = path.dirname(process.execPath);
    const env = {
      ...process.env,
      NODE_OPTIONS: "",
      NO_COLOR: "1",
      HOME: this.home,
      XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"),
      PATH: [path.join(this.dir, "bin"), nodeDir, process.env["PATH"]].join(path.delimiter),
      npm_config_update_notifier: "false",
      npm_config_logs_max: "0",
      DOCS_WORKSPACE: this.dir,
      DOCS_PROJECT: PROJECT_DIR,
      DOCS_NODE_DIR: nodeDir,
      ...environment,
    };
    // A group of its own, as a terminal gives it: Ctrl-C reaches npm and what npm runs.
    const child = spawn("bash", ["-c", `set -euo pipefail\n${command}`], {
      cwd: this.dir,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const { pid } = child;
    if (pid !== undefined) this.groups.add(pid);
    const done = new Promise<CommandResult>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        if (pid !== undefined) this.groups.delete(pid);
        resolve({ code, ...output });
      });
    });
    return { child, done, output };
  }
}
