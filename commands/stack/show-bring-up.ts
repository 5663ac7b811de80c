import pc from "picocolors";

import type { RunningStack } from "@image-pipeline/local-pulumi";
import { runSummary, stackDisplay } from "@image-pipeline/local-pulumi/terminal";
import { bringUp, type BringUpOptions } from "./bring-up";

interface ShowOptions {
  readonly out: NodeJS.WriteStream;
  /** True to print nothing: the command prints JSON. */
  readonly quiet: boolean;
  /** True to print every step with its properties. Default false. */
  readonly diff?: boolean;
  /** True to print counts of the resources instead of a line for each. Default false. */
  readonly folded?: boolean;
}

/**
 * Brings a stack up and shows its progress.
 *
 * @throws the failure of the run, unless it is a dry run; by then the stack is closed
 */
export async function showBringUp(
  options: BringUpOptions,
  { out, quiet, diff = false, folded = false }: ShowOptions,
): Promise<RunningStack> {
  const dryRun = options.dryRun ?? false;
  const display = quiet ? undefined : stackDisplay(out, { stack: options.target.stack, dryRun, diff, folded });
  let running: RunningStack;
  try {
    running = await bringUp({ ...options, ...(display && { onEvent: (event) => display.take(event) }) });
  } finally {
    display?.end();
  }
  const interrupted = options.signal?.aborted === true;
  if (!quiet && !interrupted) for (const line of runSummary(running.run, running.pack, dryRun)) out.write(`${line}\n`);
  if (running.run.failure !== undefined && !dryRun) {
    await running.close();
    throw running.run.failure;
  }
  return running;
}

/** @param readyMs since the start of this process */
export function readyLine(readyMs: number): string {
  return pc.bold(pc.green(`ready in ${(readyMs / 1000).toFixed(1)} s`));
}
