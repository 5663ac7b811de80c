import { spawn } from "node:child_process";

/** What a command is run with. */
export interface CommandOptions {
  readonly cwd: string;
  /** The command and all that it has started are killed then. */
  readonly timeoutMs: number;
  /** As `timeoutMs`, when it is aborted. */
  readonly signal: AbortSignal;
  /** Variables over those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command ended. */
export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Both streams as they came, and why it was killed if it was. */
  readonly output: string;
}

/** Runs a command in a process group of its own, to its end or its deadline. Never throws for an exit code. */
export function runCommand(
  [program = "", ...args]: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...withoutNpm(process.env), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [stdout, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const kill = (why: string) => {
    output += `\n${why}\n`;
    try {
      // A negative number means the whole group.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended by itself in the meantime.
    }
  };
  const timer = setTimeout(() => kill(`killed after ${options.timeoutMs / 1000} s`), options.timeoutMs);
  const onAbort = () => kill("interrupted");
  options.signal.addEventListener("abort", onAbort, { once: true });
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", onAbort);
    };
    child.once("error", (error) => {
      end();
      reject(error);
    });
    child.once("close", (code) => {
      end();
      resolve({ ok: code === 0, stdout, output });
    });
  });
}

/**
 * npm hands its settings on to what it runs. Where it keeps them and what it has downloaded holds in the copy too; the
 * rest would have an npm there work on this project.
 */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = /^npm_config_(cache|globalconfig|userconfig)$/;
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => kept.test(name) || !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/.test(name)),
  );
}
