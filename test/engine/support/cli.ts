import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

/** Root of the checkout. */
export const PROJECT_DIR = path.resolve(__dirname, "../../..");

/** Where the tests' own language host lies, under the name that the CLI looks for. */
export const LANGUAGE_HOST_DIR = path.join(PROJECT_DIR, "test/engine/language-host/bin");

/** Longest that getting a CLI may take, ms; building it on two cores took 215 s. */
const BUILD_TIMEOUT_MS = 20 * 60_000;

let found: Promise<string> | undefined;

/**
 * Path of a Pulumi CLI: one that is installed, or one built from `.ci/pulumi`; asked for once.
 *
 * @throws with the reason if there is none and none can be built
 */
export function pulumiCli(): Promise<string> {
  return (found ??= locate());
}

async function locate(): Promise<string> {
  const run = promisify(execFile)(path.join(PROJECT_DIR, ".ci/pulumi/cli"), { timeout: BUILD_TIMEOUT_MS });
  run.child.stderr?.pipe(process.stderr);
  try {
    return (await run).stdout.trim();
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new Error(stderr.trim() || "no Pulumi CLI, and none could be built", { cause: error });
  }
}
