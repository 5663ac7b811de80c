import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import type { StackConfig } from "./config";
import { shortLived } from "../loaders/node-flags";
import { EngineError } from "./errors";
import type { EventSink } from "./events";
import type { Project } from "./project";

/** What the program's process is started with. */
export interface ProgramOptions {
  readonly project: Project;
  readonly stack: string;
  readonly organization: string;
  readonly config: StackConfig;
  readonly dryRun: boolean;
  /** Address of the ResourceMonitor and Engine services. */
  readonly address: string;
  readonly emit: EventSink;
}

/** Most operations that the program, or a plugin, runs at once. */
export const PARALLEL = 16;

/** A running program. */
export interface Program {
  /** The exit code; 1 if a signal ended it. */
  readonly exit: Promise<number>;
  stop(): void;
}

/**
 * Starts the program the way Pulumi's language host for Node.js does: by Pulumi's own runner, in a process of its own.
 *
 * Its output becomes diagnostics. Types are not checked.
 */
export function startProgram({ project, stack, organization, config, dryRun, address, emit }: ProgramOptions): Program {
  const runner = runnerOf(project);
  const args = [
    `--monitor=${address}`,
    `--engine=${address}`,
    `--organization=${organization}`,
    `--project=${project.name}`,
    `--root-directory=${project.dir}`,
    `--stack=${stack}`,
    `--pwd=${project.dir}`,
    `--parallel=${PARALLEL}`,
    ...(dryRun ? ["--dry-run"] : []),
    path.relative(project.dir, project.main) || ".",
  ];
  const cache = cacheDir(project.dir);
  const loader = project.typescript ? ["--require", path.join(__dirname, "../loaders/program.cjs")] : [];
  const child = spawn(process.execPath, [...shortLived, ...loader, runner, ...args], {
    cwd: project.dir,
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      NODE_COMPILE_CACHE: path.join(cache, "program"),
      PROGRAM_CACHE: path.join(cache, "typescript"),
      PROGRAM_TSCONFIG: path.join(project.dir, "tsconfig.json"),
      // The loader compiles TypeScript, faster than the runner would have it compiled.
      PULUMI_NODEJS_TYPESCRIPT: "false",
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  forwardLines(child.stdout, (message) => emit({ kind: "diagnostic", severity: "info", message, urn: "" }));
  forwardLines(child.stderr, (message) => emit({ kind: "diagnostic", severity: "info", message, urn: "" }));
  const stop = () => void child.kill("SIGTERM");
  // A run that is cut short must leave no process behind.
  process.once("exit", stop);
  const exit = exitCode(child).finally(() => process.off("exit", stop));
  return { exit, stop };
}

/** Pulumi's runner, of the SDK that the program has. */
function runnerOf({ dir }: Project): string {
  try {
    return require.resolve("@pulumi/pulumi/cmd/run", { paths: [dir] });
  } catch (error) {
    throw new EngineError("PROJECT_INVALID", `${dir}: @pulumi/pulumi is not installed; run npm install there`, {
      cause: error,
    });
  }
}

/** Where compiled code is kept: in the nearest node_modules, which every project leaves out of version control. */
function cacheDir(dir: string): string {
  const modules = path.join(dir, "node_modules");
  const above = path.dirname(dir);
  return existsSync(modules) || above === dir ? path.join(modules, ".cache", "local-pulumi") : cacheDir(above);
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function forwardLines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on("line", take);
}
