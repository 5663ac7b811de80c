import { spawn, type ChildProcessByStdio } from "node:child_process";
import * as fs from "node:fs";
import { createRequire, getCompileCacheDir } from "node:module";
import * as path from "node:path";
import type { Readable, Writable } from "node:stream";

import { shortLived } from "../loaders/node-flags";
import { PolicyPackError } from "./policy-pack-error";
import type { StartOptions } from "./types";

/** The process of a pack that listens. */
export interface PackProcess {
  /** host:port on the loopback interface. */
  readonly address: string;
  /** Everything the pack has written to its standard error so far. */
  stderr(): string;
  /** Ends the process and resolves when it has exited. */
  stop(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const DEFAULT_START_TIMEOUT_MS = 30_000;
/** Time between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 2_000;

/**
 * Starts a pack as the Pulumi CLI does for the `nodejs` runtime: `@pulumi/pulumi/cmd/run-policy-pack <engine> .` in the
 * pack's folder, with that folder's own copy of the SDK. The pack answers with its port on the first line of its
 * output.
 *
 * Errors: `POLICY_PACK_NOT_FOUND`, `POLICY_PACK_NOT_BUILT`, `POLICY_PACK_CRASHED`, `POLICY_PACK_TIMEOUT`.
 */
export async function startPackProcess(dir: string, options: StartOptions): Promise<PackProcess> {
  assertPackFolder(dir);
  const loader = path.join(__dirname, "../loaders/policy-pack.cjs");
  const child = spawn(process.execPath, [...shortLived, "--require", loader, runnerOf(dir), "127.0.0.1:0", "."], {
    cwd: dir,
    // Its input is empty, and ends with this process: the loader ends the pack then.
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...compileCache(), ...environmentOf(options) },
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));

  try {
    const port = await portOf(child, dir, options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS, () => stderr);
    return { address: `127.0.0.1:${port}`, stderr: () => stderr, stop: () => stop(child, exited) };
  } catch (error) {
    await stop(child, exited);
    throw error;
  }
}

function assertPackFolder(dir: string): void {
  if (!fs.existsSync(dir))
    throw new PolicyPackError("POLICY_PACK_NOT_FOUND", `policy pack: there is no folder "${dir}"`);
  if (!fs.existsSync(path.join(dir, "PulumiPolicy.yaml"))) {
    throw new PolicyPackError("POLICY_PACK_NOT_FOUND", `policy pack: "${dir}" holds no PulumiPolicy.yaml`);
  }
  const manifest = path.join(dir, "package.json");
  if (!fs.existsSync(manifest)) return;
  const { main } = JSON.parse(fs.readFileSync(manifest, "utf8")) as { main?: string };
  if (main !== undefined && !fs.existsSync(path.join(dir, main))) {
    throw new PolicyPackError(
      "POLICY_PACK_NOT_BUILT",
      `policy pack: "${path.join(dir, main)}" does not exist; compile the pack first: npm run build --prefix ${dir}`,
    );
  }
}

function runnerOf(dir: string): string {
  try {
    return createRequire(path.join(path.resolve(dir), "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch {
    throw new PolicyPackError(
      "POLICY_PACK_NOT_BUILT",
      `policy pack: its dependencies are not installed; run npm install in "${dir}"`,
    );
  }
}

/**
 * A pack loads some hundred modules at each start: it keeps them compiled where this process does, if this one does.
 */
function compileCache(): Record<string, string> {
  // Node.js 20 has no compile cache.
  const dir = (getCompileCacheDir as typeof getCompileCacheDir | undefined)?.();
  return dir === undefined ? {} : { NODE_COMPILE_CACHE: dir };
}

/**
 * The environment that the CLI gives a pack's process. The SDK reads the names with NODEJS; the others are to replace
 * them.
 */
function environmentOf({ stack, project, organization, dryRun = false }: StartOptions): Record<string, string> {
  const facts = { STACK: stack, PROJECT: project, ORGANIZATION: organization, DRY_RUN: String(dryRun) };
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    env[`PULUMI_${name}`] = value;
    env[`PULUMI_NODEJS_${name}`] = value;
  }
  return env;
}

function portOf(child: Child, dir: string, timeoutMs: number, stderr: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (code: "POLICY_PACK_CRASHED" | "POLICY_PACK_TIMEOUT", what: string) => {
      const written = `${output}${stderr()}`.trim();
      reject(
        new PolicyPackError(code, `policy pack "${dir}" ${what}${written === "" ? "" : `; it wrote:\n${written}`}`),
      );
    };
    const timer = setTimeout(() => fail("POLICY_PACK_TIMEOUT", `did not listen within ${timeoutMs} ms`), timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const port = /^(\d+)\r?\n/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      fail("POLICY_PACK_CRASHED", `could not be started: ${error.message}`);
    });
    // "close" and not "exit": by then everything it wrote has been read.
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      fail("POLICY_PACK_CRASHED", `ended with ${signal ?? `exit code ${code ?? "unknown"}`} before it listened`);
    });
  });
}

async function stop(child: Child, exited: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
}
